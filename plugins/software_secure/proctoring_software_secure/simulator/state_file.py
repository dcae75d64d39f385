"""What the simulator knows of attempts, kept in a file from one start to the next."""

import json
import logging
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from proctoring_software_secure.simulator.records import EVENTS_OF_ATTEMPT, Attempt
from proctoring_software_secure.simulator.verify import Refused, check_registration_form, check_types

logger = logging.getLogger(__name__)

MADE_BY = "software-secure-simulator"
VERSION = 1
TYPES = {
    "exam_code": str,
    "locator": str,
    "registrations": int,
    "first_seen": str,
    "last_seen": str,
    "body": dict,
    "launches": list,
    "reviews": list,
}
TYPES_OF_LAUNCH = {"at": str}
TYPES_OF_REVIEW = {"at": str, "status": str, "http_status": int, "answer": str}


class StateUnusable(Exception):
    """The file can be neither read nor replaced; the message says which file and why."""


class _Foreign(Exception):
    """The content is not what this simulator writes; the message says what is wrong with it."""


class StateFile:
    """Only its owner may read it: it holds learners' names, as registrations do.

    `problem` is a sentence for people about a file that had to be set aside, or empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""

    def read(self) -> list[Attempt]:
        """The attempts of the last time, oldest first; none when there is no file yet.

        A file that this simulator did not write, or that is damaged, is renamed and `problem` says so. What was
        read is written again at once, so that a place where nothing can be written is noticed at the start.
        Raises `StateUnusable`.
        """
        try:
            attempts = self._attempts()
        except _Foreign as foreign:
            attempts = []
            self._set_aside(str(foreign))
        self.write(attempts)
        return attempts

    def write(self, attempts: Iterable[Attempt]) -> None:
        """Replace the whole file, so that whoever reads it finds the old content or the new. Raises `StateUnusable`."""
        kept = [{**attempt.state(), "body": attempt.body} for attempt in attempts]
        content = json.dumps({"made_by": MADE_BY, "version": VERSION, "attempts": kept}, indent=1)
        try:
            _replace(self.path, content)
        except OSError as error:
            raise StateUnusable(f"{self.path} cannot be written: {error.strerror}.") from None

    def keep(self, attempts: Iterable[Attempt]) -> None:
        """`write` while the simulator runs: it goes on without its file, and the log says so."""
        try:
            self.write(attempts)
        except StateUnusable as unusable:
            logger.warning("simulator state not kept: %s", unusable)

    def _attempts(self) -> list[Attempt]:
        try:
            content = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StateUnusable(f"{self.path} cannot be read: {error.strerror}.") from None
        except (ValueError, RecursionError):
            raise _Foreign("it is not JSON") from None
        return list(_from_json(content))

    def _set_aside(self, reason: str) -> None:
        names = (f"{self.path.name}.set-aside" + (f"-{number}" if number > 1 else "") for number in count(1))
        aside = next(path for name in names if not (path := self.path.with_name(name)).exists())
        try:
            self.path.rename(aside)
        except OSError as error:
            raise StateUnusable(f"{self.path} cannot be set aside: {error.strerror}.") from None
        self.problem = (
            f"{self.path} does not hold what this simulator keeps: {reason}. "
            f"It is now called {aside.name}, and no earlier attempt is known."
        )
        logger.warning("simulator state set aside: %s", self.problem)


def _from_json(content: Any) -> Iterator[Attempt]:
    if not isinstance(content, dict) or content.get("made_by") != MADE_BY:
        raise _Foreign("another program wrote it")
    if content.get("version") != VERSION:
        raise _Foreign(f"its version is not {VERSION}")
    attempts = content.get("attempts")
    if not isinstance(attempts, list):
        raise _Foreign("its attempts are no list")
    for number, found in enumerate(attempts, 1):
        try:
            yield _attempt(found)
        except (Refused, ValueError) as error:
            raise _Foreign(f"attempt {number} cannot be read, {str(error).rstrip('.')}") from None


def _attempt(found: Any) -> Attempt:
    """Everything that pages and reviews will ask of it is there; raises `Refused` or `ValueError`."""
    if not isinstance(found, dict):
        raise ValueError("it is no object")
    check_types(found, TYPES)
    for events, types in (("launches", TYPES_OF_LAUNCH), ("reviews", TYPES_OF_REVIEW)):
        for event in found[events]:
            if not isinstance(event, dict):
                raise ValueError(f"{events} hold something else than objects")
            check_types(event, types, f"{events}.")
    if found["body"].get("examCode") != found["exam_code"]:
        raise ValueError("body is the registration of another exam code")
    check_registration_form(found["body"])
    return Attempt(
        exam_code=found["exam_code"],
        locator=found["locator"],
        body=found["body"],
        first_seen=datetime.fromisoformat(found["first_seen"]),
        last_seen=datetime.fromisoformat(found["last_seen"]),
        registrations=found["registrations"],
        launches=deque(found["launches"], maxlen=EVENTS_OF_ATTEMPT),
        reviews=deque(found["reviews"], maxlen=EVENTS_OF_ATTEMPT),
    )


def _replace(path: Path, content: str) -> None:
    """By a new file beside it, which nobody but its owner can read."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
