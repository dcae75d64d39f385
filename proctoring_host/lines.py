"""Who is asked before a backend's HTTP call leaves, and told how it went; nobody, unless somebody holds the line.

The sessions that the host lends to backends look here. What a backend does with an HTTP library of its own is not seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Line(Protocol):
    """Held by whoever has a backend called in this thread."""

    def seconds(self) -> float:
        """How long the next call may take; nothing or less when it must not be made."""

    def ended(self, status: int | None) -> None:
        """With the status of the answer, None where there was none."""


_held: ContextVar[Line | None] = ContextVar("proctoring_line", default=None)


def held() -> Line | None:
    return _held.get()


@contextmanager
def holding(line: Line) -> Iterator[None]:
    """Calls that are made meanwhile in this thread go through this line."""
    token = _held.set(line)
    try:
        yield
    finally:
        _held.reset(token)
