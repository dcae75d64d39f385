"""`proctoring emails lint`: what is wrong with a theme, or with every override of the site."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proctoring_host.errors import InvalidValue
from proctoring_host.mail.lint.findings import LintFinding, Severity
from proctoring_host.mail.lint.run import lint, lint_site
from proctoring_host.mail.lint.tree import roots
from proctoring_host.management.subcommands import Stream

HELP = "Find what is wrong with the templates of emails, with file and line; exit with 1 for errors."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        help="A theme's folder, a project that holds one, or one template (default: every override of this site).",
    )
    parser.add_argument("--json", action="store_true", help="Write JSON instead of text.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 for errors; warnings alone give 0."""
    findings = _of_path(options["path"]) if options["path"] else lint_site()
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    if options["json"]:
        listed = [finding.as_json() for finding in findings]
        stdout.write(json.dumps({"findings": listed, "errors": errors, "warnings": warnings}, indent=2))
    else:
        for line in (*findings, f"Errors: {errors}, warnings: {warnings}."):
            stdout.write(str(line))
    return 1 if errors else 0


def _of_path(path: Path) -> list[LintFinding]:
    """Says so where there is nothing to lint: a mistyped path must not look like a flawless theme."""
    if not path.exists():
        raise InvalidValue(f"There is no {path}.", field="path")
    if not roots(path.resolve()):
        raise InvalidValue(f"There is no folder emails in {path}: a theme holds its templates there.", field="path")
    return lint(path.resolve())
