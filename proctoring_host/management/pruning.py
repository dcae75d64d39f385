"""`proctoring effects prune`: removes what was done long ago and nobody asks for."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from proctoring_host.effects.kinds import DECLARED, PRUNABLE
from proctoring_host.effects.prune import done_before, prune
from proctoring_host.management.bulk import INTERRUPTED, Progress
from proctoring_host.management.scaffold.asking import asker
from proctoring_host.management.subcommands import Stream

LONGEST_DAYS = 36_500
BEHIND = "something before them in their lane is not done"
NOT_REACHED = "not reached"
UNKNOWN = "no kind of this version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Of one kind: how many were removed, how many of the same age are kept, and why."""

    kind: str
    removed: int
    kept: int
    reason: str


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--older-than", type=_days, required=True, metavar="DAYS", help="Only what was done so many days ago."
    )
    parser.add_argument("--dry-run", action="store_true", help="Only say what would be removed.")
    parser.add_argument("--yes", action="store_true", help="Do not ask; needed where nobody can answer.")
    parser.add_argument("--json", action="store_true", help="As JSON.")


def handle(options: Mapping[str, Any], stdout: Stream, stderr: TextIO | None = None) -> int:
    """130 when it was interrupted; what was removed until then is told, and a second run goes on."""
    dry_run, before = options["dry_run"], timezone.now() - timedelta(days=options["older_than"])
    done = done_before(before)
    most = sum(done.get(kind, 0) for kind in PRUNABLE)
    if most and not dry_run and not options["yes"]:
        _require_consent(most, options["older_than"])
    removed: Counter[str] = Counter()
    progress, interrupted = Progress(most, stderr or sys.stderr), False
    try:
        for batch in prune(before, dry_run=dry_run, kinds=[kind for kind in PRUNABLE if kind in done]):
            removed[batch.kind] += batch.number
            progress.step(batch.number)
            progress.after_batch()
    except KeyboardInterrupt:
        interrupted = True
    progress.end()
    lines = list(_lines(done, removed, interrupted=interrupted))
    if options["json"]:
        told = {line.kind: {"removed": line.removed, "kept": line.kept, "reason": line.reason} for line in lines}
        stdout.write(json.dumps({"kinds": told, "interrupted": interrupted}, indent=2) + "\n")
    else:
        stdout.write("".join(f"{text}\n" for text in _texts(lines, dry_run=dry_run, interrupted=interrupted)))
    return INTERRUPTED if interrupted else 0


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(text)
    return days


def _require_consent(most: int, days: int) -> None:
    question = f"Remove up to {most} effects that were done more than {days} days ago? They cannot be brought back."
    if asker()(f"{question} Type yes to go on.", "no") != "yes":
        raise CommandError("Nothing was removed. Where nobody can answer, add --yes; --dry-run tells what would go.")


def _lines(done: Mapping[str, int], removed: Mapping[str, int], *, interrupted: bool) -> Iterator[Line]:
    for kind, number in sorted(done.items()):
        # Somebody else may remove some of them, too.
        kept = max(0, number - removed.get(kind, 0))
        reason = _reason(kind, interrupted=interrupted) if kept else ""
        yield Line(kind=kind, removed=removed.get(kind, 0), kept=kept, reason=reason)


def _reason(kind: str, *, interrupted: bool) -> str:
    if kind not in DECLARED:
        return UNKNOWN
    return DECLARED[kind].kept_for or (NOT_REACHED if interrupted else BEHIND)


def _texts(lines: Sequence[Line], *, dry_run: bool, interrupted: bool) -> Iterator[str]:
    what = "would be removed" if dry_run else "removed"
    for line in lines:
        removed = f"{line.removed} {what}" if line.removed else ""
        kept = f"{line.kept} kept ({line.reason})" if line.kept else ""
        yield f"{line.kind}: {', '.join(filter(None, (removed, kept)))}"
    if not lines:
        yield "There are none."
    if interrupted:
        yield "Interrupted. Run the same command again to go on."
