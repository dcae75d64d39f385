"""How long an attempt may take, when it ends, and what is left. Whole seconds and aware times throughout."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from proctoring_host.domain.statuses import IN_PROGRESS, ExamKind, Status


class Clamp(StrEnum):
    """Why the time is shorter than the exam and its allowances say.

    `DUE`: it ends with the due date. `PAST_DUE`: the due date is already over, nothing is left.
    """

    DUE = "due"
    PAST_DUE = "past_due"


@dataclass(frozen=True, slots=True)
class AllowedTime:
    """The time for one attempt; `clamps` is empty when it is neither more nor less than was granted."""

    seconds: int
    clamps: tuple[Clamp, ...] = ()


class Thresholds(NamedTuple):
    """With so many seconds left the learner is warned, and warned urgently."""

    low: int
    critical: int


def allowed_time(
    time_limit_mins: int,
    extra_mins: int,
    multiplier: Decimal | None,
    saved_seconds: int | None,
    due: datetime | None,
    at: datetime,
) -> AllowedTime:
    """The time from `at`, the start, for an exam, its learner's allowances and what a broken attempt saved.

    Extra minutes and multiplier add up. Saved seconds stand for all of it, because they were measured on a clock
    that knew the allowances: 0 saved is 0, None is nothing saved. For a running attempt pass its start as `at`.
    """
    granted = _granted_seconds(time_limit_mins, extra_mins, multiplier) if saved_seconds is None else saved_seconds
    granted = max(0, granted)
    if due is None:
        return AllowedTime(granted)
    until_due = int((due - at).total_seconds())
    if due <= at:
        return AllowedTime(0, (Clamp.DUE, Clamp.PAST_DUE))
    return AllowedTime(until_due, (Clamp.DUE,)) if until_due < granted else AllowedTime(granted)


def _granted_seconds(time_limit_mins: int, extra_mins: int, multiplier: Decimal | None) -> int:
    minutes = time_limit_mins + extra_mins
    if multiplier is not None:
        minutes += round(time_limit_mins * (multiplier - 1))
    return minutes * 60


def deadline(started_at: datetime, allowed_seconds: int) -> datetime:
    """When the clock of an attempt runs out."""
    return started_at + timedelta(seconds=allowed_seconds)


def seconds_left(deadline_at: datetime | None, status: Status, now: datetime) -> float:
    """What is on the clock; nothing where none is running. It goes on while the learner confirms the end."""
    if deadline_at is None or status not in IN_PROGRESS:
        return 0.0
    return max(0.0, (deadline_at - now).total_seconds())


def is_past_due(kind: ExamKind | None, due: datetime | None, course_end: datetime | None, now: datetime) -> bool:
    """Too late to start. The end of the course counts only for timed exams that have no due date themselves."""
    limit = course_end if due is None and kind is ExamKind.TIMED else due
    return limit is not None and limit <= now


def thresholds(allowed_seconds: int, low: float, critical: float) -> Thresholds:
    """The two warning marks; `low` and `critical` are parts of the whole, like 0.2 and 0.05."""
    return Thresholds(low=int(allowed_seconds * low), critical=int(allowed_seconds * critical))
