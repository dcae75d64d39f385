"""`proctoring reconcile`: what the site and its vendors do not agree about."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from proctoring_host.effects.reconcile import PATIENCE, Reconciled, reconcile
from proctoring_host.management.subcommands import Stream

HELP = "Fetch reviews that never arrived, and register exams and attempts that their vendor does not know."


def add_arguments(parser: CommandParser) -> None:
    hours = PATIENCE.total_seconds() / 3600
    parser.add_argument(
        "--hours",
        type=_hours,
        default=hours,
        help=f"How long an attempt may wait for its review before it counts as missing (default: {hours:g}).",
    )
    parser.add_argument("--dry-run", action="store_true", help="Only say what is missing; call no vendor.")
    parser.add_argument("--json", action="store_true", help="As JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 when a vendor could not be asked."""
    found = reconcile(timezone.now(), patience=timedelta(hours=options["hours"]), dry_run=options["dry_run"])
    if options["json"]:
        stdout.write(json.dumps(asdict(found), indent=2) + "\n")
    else:
        stdout.write("".join(f"{line}\n" for line in _lines(found, dry_run=options["dry_run"])))
    return 1 if found.problems else 0


def _hours(text: str) -> float:
    hours = float(text)
    if not 0 <= hours <= 24 * 365:
        raise ValueError(text)
    return hours


def _lines(found: Reconciled, *, dry_run: bool) -> list[str]:
    note = " (not done)" if dry_run else ""
    lines = [
        f"Exams made known to their vendor: {found.exams}{note}",
        f"Attempts registered: {found.registrations}{note}",
        f"Attempts that listings had wrong: {found.listed}{note}",
        f"Reviews fetched: {found.reviews}",
        f"Attempts whose review is missing: {found.missing}",
        *(f"  {code}" for code in found.unreviewed),
    ]
    if more := found.missing - len(found.unreviewed):
        lines.append(f"  and {more} that have waited for less long")
    return [*lines, *(f"Problem: {text}" for text in found.problems)]
