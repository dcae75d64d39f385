"""`proctoring export-learner`: writes all that is kept of a learner, for the learner to read."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from proctoring_host.errors import ProctoringError
from proctoring_host.management.subcommands import Stream
from proctoring_host.people.export import export_learner
from proctoring_host.people.users import find_user

HELP = "Write everything that is kept of a learner as JSON that explains itself."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("who", help="Username, email address or id of the learner.")
    parser.add_argument("--output", help="A new file, which only you can read; without it the terminal gets it all.")
    parser.add_argument("--language", default="en", help="Of the explanations (default: en).")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    with translation.override(options["language"]):
        try:
            pieces = export_learner(find_user(options["who"]).pk, timezone.now())
        except ProctoringError as error:
            raise CommandError(error.detail) from None
        if options["output"]:
            _write(Path(options["output"]), pieces)
        else:
            for piece in pieces:
                stdout.write(piece, ending="")
    return 0


def _write(path: Path, pieces: Iterator[str]) -> None:
    """It is somebody's data: nobody else may read it, and nothing is written over."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.writelines(pieces)
    except BaseException:
        # Half of somebody's data helps nobody, and would stand in the way of the next try.
        path.unlink(missing_ok=True)
        raise
