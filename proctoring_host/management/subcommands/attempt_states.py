"""`proctoring attempt-states`: the page about the states of an attempt, printed, written or compared."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from proctoring_host.management.attempt_states_page import render

HELP = "Print, write or check docs/attempt-states.md, which is made from the transition table."
PAGE = Path("docs/attempt-states.md")


def add_arguments(parser: CommandParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="write the page")
    what.add_argument("--check", action="store_true", help="exit with 1 and a diff when the page is not as written")
    parser.add_argument("--path", type=Path, default=PAGE, help="the page, %(default)s by default")


def handle(options: Mapping[str, Any], stdout: Any) -> int:
    """0, or 1 when `--check` finds the page missing or different."""
    if options["check"]:
        return _check(options["path"], stdout)
    if options["write"]:
        return _write(options["path"], stdout)
    stdout.write(render())
    return 0


def _write(path: Path, stdout: Any) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(), encoding="utf-8")
    stdout.write(f"{path} is written.\n")
    return 0


def _check(path: Path, stdout: Any) -> int:
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    expected = render()
    if written == expected:
        stdout.write(f"{path} is up to date.\n")
        return 0
    page, table = written.splitlines(), expected.splitlines()
    lines = difflib.unified_diff(page, table, str(path), "transition table", lineterm="")
    stdout.write("\n".join(lines) + "\n")
    stdout.write(f"{path} differs from the transition table: run `proctoring attempt-states --write`.\n")
    return 1
