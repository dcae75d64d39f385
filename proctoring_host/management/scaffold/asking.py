"""Questions on a terminal, for what was not said on the command line; in a script the default counts."""

import keyword
import re
import sys
from collections.abc import Callable
from typing import TextIO

from django.core.management.base import CommandError

Ask = Callable[[str, str], str]
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 30


def asker(stdin: TextIO | None = None, stdout: TextIO | None = None) -> Ask:
    """A function of question and default. It asks only where both ends are a terminal."""
    source, target = stdin or sys.stdin, stdout or sys.stdout
    interactive = source.isatty() and target.isatty()

    def ask(question: str, default: str) -> str:
        if not interactive:
            return default
        target.write(f"{question} [{default}] ")
        target.flush()
        return source.readline().strip() or default

    return ask


def slug(name: str) -> str:
    """The name as a part of package and entry point: `Acme-Exams` becomes `acme_exams`; raises `CommandError`."""
    found = re.sub(r"[-. ]+", "_", name.strip().lower())
    if not _NAME.fullmatch(found) or keyword.iskeyword(found) or len(found) > LONGEST_NAME:
        raise CommandError(
            f"{name!r} cannot be a name: use a letter, then letters, digits and underscores, at most {LONGEST_NAME}."
        )
    return found
