"""How far an import is: one line a second, with the rate and what is left."""

import time
from collections.abc import Callable
from typing import Protocol

EVERY = 1.0


class Writes(Protocol):
    def write(self, text: str, /) -> object: ...


class Progress:
    """`clock` counts seconds. Nothing is written for a table that is done within a second."""

    def __init__(self, stream: Writes, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._name, self._total, self._began, self._told = "", 0, 0.0, 0.0

    def begin(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._began = self._told = self._clock()

    def reached(self, done: int) -> None:
        now = self._clock()
        if now - self._told < EVERY:
            return
        self._told = now
        rate = done / (now - self._began)
        left = max(0.0, (self._total - done) / rate)
        self._stream.write(f"{self._name}: {done} of {self._total}, {rate:.0f} a second, {_span(left)} left\n")


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
