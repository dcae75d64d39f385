"""Where a change of an attempt shows outside proctoring: credit, grade, certificate, and what counts as done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from proctoring_host.domain.responsible import SiblingAttempt, is_responsible
from proctoring_host.domain.statuses import COMPLETED, ONBOARDING_ERRORS, Status


class Step(StrEnum):
    """What the platform is to do, one thing each."""

    COMPLETE = "complete"
    CREDIT = "credit"
    GRADE_TO_ZERO = "grade_to_zero"
    INVALIDATE_CERTIFICATE = "invalidate_certificate"
    RESTORE_GRADE = "restore_grade"
    ERASE_WORK = "erase_work"
    REMOVE_CREDIT = "remove_credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`from_status` is None for the beginning. `first_completion`: it was handed in, and never before."""

    from_status: Status | None
    to_status: Status
    first_completion: bool = False


Siblings = Sequence[SiblingAttempt]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A step, the changes it may follow, and what has to hold of the learner's attempts at the exam."""

    step: Step
    fits: Callable[[Change], bool]
    holds: Callable[[SiblingAttempt, Siblings], bool]


CREDIT_OF: Mapping[Status, str] = MappingProxyType(
    {
        Status.VERIFIED: "satisfied",
        Status.SUBMITTED: "submitted",
        Status.DECLINED: "declined",
        Status.REJECTED: "failed",
        Status.ERROR: "failed",
    }
)
EVENT_OF: Mapping[Status, str] = MappingProxyType(
    {
        Status.SUBMITTED: "submitted",
        Status.TIMED_OUT: "submitted",
        Status.VERIFIED: "verified",
        Status.REJECTED: "rejected",
        Status.ERROR: "errored",
    }
)
"""For platforms that act upon events: their names of these changes."""


def whatever_else(attempt: SiblingAttempt, siblings: Siblings) -> bool:
    return True


def no_other_is_rejected(attempt: SiblingAttempt, siblings: Siblings) -> bool:
    """A grade that one rejection took stays away until the last one is gone."""
    return all(one.id == attempt.id or one.status is not Status.REJECTED for one in siblings)


def _is_rejected(change: Change) -> bool:
    return change.to_status is Status.REJECTED


def _is_cleared(change: Change) -> bool:
    return (change.from_status, change.to_status) == (Status.REJECTED, Status.VERIFIED)


def _was_over(change: Change) -> bool:
    """Of an attempt that never came to an end credit was told nothing: what it says is of another one."""
    return change.from_status in COMPLETED


AFTER_CHANGE = (
    OutcomeRow(Step.COMPLETE, lambda change: change.first_completion, whatever_else),
    OutcomeRow(Step.CREDIT, lambda change: change.to_status in CREDIT_OF, is_responsible),
    OutcomeRow(Step.GRADE_TO_ZERO, _is_rejected, is_responsible),
    OutcomeRow(Step.INVALIDATE_CERTIFICATE, _is_rejected, is_responsible),
    OutcomeRow(Step.RESTORE_GRADE, _is_cleared, no_other_is_rejected),
)
"""In the order in which they are carried out."""

AFTER_REMOVAL = (
    OutcomeRow(Step.RESTORE_GRADE, lambda change: True, no_other_is_rejected),
    OutcomeRow(Step.ERASE_WORK, lambda change: True, whatever_else),
    OutcomeRow(Step.REMOVE_CREDIT, _was_over, whatever_else),
)


def rows_after(change: Change) -> tuple[OutcomeRow, ...]:
    """Those that may follow; `decided` says which do."""
    return tuple(row for row in AFTER_CHANGE if row.fits(change))


def rows_after_removal(status: Status) -> tuple[OutcomeRow, ...]:
    """An attempt that only waited for an onboarding leaves nothing behind."""
    removed = Change(from_status=status, to_status=status)
    return () if status in ONBOARDING_ERRORS else tuple(row for row in AFTER_REMOVAL if row.fits(removed))


def decided(rows: Sequence[OutcomeRow], attempt: SiblingAttempt, siblings: Siblings) -> tuple[Step, ...]:
    return tuple(row.step for row in rows if row.holds(attempt, siblings))
