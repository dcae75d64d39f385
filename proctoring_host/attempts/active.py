"""What a learner has under way."""

from collections.abc import Sequence
from dataclasses import dataclass

from proctoring_host.allowances.queries import allowances_of_user
from proctoring_host.attempts.queries import attempts_of
from proctoring_host.attempts.timeout import settle
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import IN_PROGRESS
from proctoring_host.models import Allowance, Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveExam:
    """A running attempt, with its exam, and what the learner is allowed there."""

    attempt: Attempt
    allowances: Sequence[Allowance]


def active_exams_of(user_id: int, cause: Cause, *, course_id: str | None = None) -> list[ActiveExam]:
    """The newest first; two queries. Attempts whose time is up are ended first and left out."""
    running = [found for found in attempts_of(user_id, course_id=course_id) if found.status in IN_PROGRESS]
    attempts = [found for found in (settle(attempt, cause) for attempt in running) if found.status in IN_PROGRESS]
    allowances = allowances_of_user(user_id, [attempt.exam_id for attempt in attempts])
    return [
        ActiveExam(attempt=attempt, allowances=[row for row in allowances if row.exam_id == attempt.exam_id])
        for attempt in attempts
    ]
