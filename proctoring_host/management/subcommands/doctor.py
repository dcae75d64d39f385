"""`proctoring doctor`: looks at the whole installation and says what to do."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser

from proctoring_host.data import CheckLevel
from proctoring_host.management.doctor import configuration, plugins, services, templates
from proctoring_host.management.doctor.findings import Finding, counted, without_secrets
from proctoring_host.management.doctor.secrets import known_secrets
from proctoring_host.management.subcommands import Stream

HELP = "Check configuration, database, plugins, templates, mail and worker."
LEVELS = (CheckLevel.ERROR, CheckLevel.WARNING, CheckLevel.INFO)
SIGNS = {CheckLevel.ERROR: "error", CheckLevel.WARNING: "warning", CheckLevel.INFO: "note"}


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--live", action="store_true", help="Also call each vendor, to see whether it answers.")
    parser.add_argument("--strict", action="store_true", help="Exit with 1 for warnings, too, and not only for errors.")
    parser.add_argument("--json", action="store_true", help="Print the findings as JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    found = examine(live=options["live"])
    stdout.write(as_json(found) if options["json"] else as_text(found, live=options["live"]))
    return exit_code(found, strict=options["strict"])


def examine(*, live: bool = False) -> list[Finding]:
    """Every finding once, worst first, with its place in the files and without secrets."""
    with _quiet():
        found = list(dict.fromkeys(_all(live=live)))
        files, secrets = configuration.files_of_site(), known_secrets()
    located = (_located(finding, files.place(finding.setting)) for finding in found)
    return sorted((without_secrets(finding, secrets) for finding in located), key=lambda f: LEVELS.index(f.level))


def exit_code(found: Iterable[Finding], *, strict: bool = False) -> int:
    failing = {CheckLevel.ERROR, CheckLevel.WARNING} if strict else {CheckLevel.ERROR}
    return int(any(finding.level in failing for finding in found))


def as_json(found: Iterable[Finding]) -> str:
    listed = list(found)
    ok = exit_code(listed) == 0
    return json.dumps({"ok": ok, "findings": [finding.as_json() for finding in listed]}, indent=2, ensure_ascii=False)


def as_text(found: Iterable[Finding], *, live: bool) -> str:
    listed = list(found)
    counts = {level: sum(finding.level == level for finding in listed) for level in LEVELS}
    lines = [line for finding in listed for line in _lines(finding)]
    errors, warnings = (counted(counts[level], SIGNS[level]) for level in LEVELS[:2])
    lines.append(f"{errors}, {warnings}.")
    if not live:
        lines.append("The vendors were not called; --live does that.")
    return "\n".join(lines)


def _all(*, live: bool) -> Iterator[Finding]:
    yield from configuration.of_sources()
    yield from configuration.of_settings()
    yield from configuration.of_platform()
    yield from configuration.of_services()
    yield from configuration.of_system_checks()
    yield from plugins.of_registry()
    yield from plugins.of_backends(live=live)
    yield from services.of_database()
    yield from templates.of_emails()
    yield from services.of_mail()
    yield from services.of_worker()


def _located(finding: Finding, written: Any) -> Finding:
    if finding.place or written is None:
        return finding
    return replace(finding, place=written.place)


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{SIGNS[finding.level]:8}{finding.id}  {finding.text}"
    about = ", ".join(part for part in (finding.setting, finding.place) if part)
    if about:
        yield f"{'':8}in {about}"
    if finding.hint:
        yield f"{'':8}{finding.hint}"
    yield ""


@contextmanager
def _quiet() -> Iterator[None]:
    """What is found is printed below; the log lines about it would only repeat it."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
