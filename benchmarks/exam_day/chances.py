"""Everything left to chance, from one seed; safe to ask from many threads."""

import random
import threading
from enum import StrEnum


class Fault(StrEnum):
    """How one call to the vendor goes wrong. After `LOST` and `LATE` the vendor has done what was asked."""

    NONE = "none"
    REFUSED = "refused"
    LOST = "lost"
    LATE = "late"
    DOWN = "down"


class OutOfOrder(StrEnum):
    """A callback that comes when nobody expects it."""

    NONE = "none"
    READY_FIRST = "ready before the registration's answer"
    READY_LAST = "ready again after the end"
    REVIEW_FIRST = "review before the vendor heard of the end"


class Chances:
    def __init__(self, seed: object) -> None:
        self._random = random.Random(str(seed))
        self._lock = threading.Lock()

    def share(self, percent: float) -> bool:
        return self.number() * 100 < percent

    def number(self) -> float:
        with self._lock:
            return self._random.random()

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.number()

    def one_of(self, *choices: str) -> str:
        return choices[int(self.number() * len(choices))]


def fault(chances: Chances, fails: float, hangs: float) -> Fault:
    """Half of what fails had been done before."""
    drawn = chances.number() * 100
    if drawn < fails / 2:
        return Fault.REFUSED
    if drawn < fails:
        return Fault.LOST
    return Fault.LATE if drawn < fails + hangs else Fault.NONE


def is_down(seconds: float, every: float, lasts: float, seed: object = "") -> bool:
    """One outage stands somewhere in each period: a fixed place could meet the pauses of those who wait each time."""
    if not every:
        return False
    period, passed = divmod(seconds, every)
    begin = random.Random(f"outage {seed} {period}").uniform(0, max(0.0, every - lasts))
    return begin <= passed < begin + lasts
