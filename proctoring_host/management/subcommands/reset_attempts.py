"""`proctoring reset-attempts`: removes many attempts at once."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from proctoring_host.attempts.queries import get_attempt
from proctoring_host.attempts.remove import remove_without_waiting
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import AttemptNotFound
from proctoring_host.management import bulk
from proctoring_host.management.subcommands import Stream

HELP = "Remove the attempts whose ids are in a file; their vendors are asked as soon as they can be reached."
WORD = re.compile(r"[^\s,;]+")


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "-p",
        "--file_path",
        dest="file_path",
        type=Path,
        required=True,
        help="A text file with ids of attempts, between spaces, commas or ends of lines.",
    )
    bulk.add_arguments(parser)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """Grades and the learners' answers stay as they are; nobody gets a mail. 1 when an attempt could not be removed."""
    ids = _ids(options["file_path"])
    cause = Cause(actor=Actor.STAFF, at=timezone.now(), reason="By the command reset-attempts.")
    # Of these ids: another list in a file of the same name must not be taken for done.
    about = f"reset-attempts {sha256(repr(ids).encode()).hexdigest()[:16]}"
    job = bulk.Job(about=about, ids=ids, act=partial(_remove, cause=cause), preview=partial(_remove, cause=None))
    return bulk.carry_out(job, options, stdout)


def _ids(path: Path) -> Sequence[int]:
    try:
        words = WORD.findall(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read ({type(error).__name__}).") from error
    wrong = [word for word in words if not _is_id(word)]
    if wrong:
        raise CommandError(f"{path} holds {wrong[0][:40]!r}, which is no id of an attempt. Nothing was done.")
    return sorted({int(word) for word in words})


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdecimal() and int(word) <= bulk.LARGEST_ID


def _remove(attempt_id: int, *, cause: Cause | None) -> str:
    """Without a cause it only looks."""
    try:
        attempt = get_attempt(attempt_id, removed_too=True)
    except AttemptNotFound:
        return "unknown"
    if attempt.removed_at is not None:
        return "removed before"
    if cause is None:
        return "would be removed"
    remove_without_waiting(attempt_id, cause=cause, undone=False)
    return "removed"
