"""When a learner has to be done with an exam, and how long that leaves."""

from datetime import datetime

from django.db import transaction

from proctoring_host import platform
from proctoring_host.allowances.queries import allowances_of
from proctoring_host.attempts import log
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain import deadlines
from proctoring_host.domain.statuses import IN_PROGRESS
from proctoring_host.exams.queries import exam_data, kind_of
from proctoring_host.models import Attempt, Exam


def due_of(exam: Exam, user_id: int | None) -> datetime | None:
    """The learner's own due date, as the platform knows it; without a learner that of the exam."""
    if user_id is None:
        return exam.due_date
    return platform.get().dates.due(exam_data(exam), user_id)


def is_past_due(exam: Exam, user_id: int | None, at: datetime) -> bool:
    """Asks the platform for the due date, and for the end of the course where that decides."""
    due = due_of(exam, user_id)
    course_end = None if due else platform.get().courses.ends_at(exam.course_id)
    return deadlines.is_past_due(kind_of(exam), due, course_end, at)


def allowed_seconds(exam: Exam, user_id: int, at: datetime, *, saved_seconds: int | None = None) -> int:
    """What a start at that time would give this learner. A resumed attempt has what was saved."""
    allowances = allowances_of(user_id, exam.pk)
    return deadlines.allowed_time(
        exam.time_limit_mins,
        allowances.extra_mins,
        allowances.multiplier,
        saved_seconds,
        due_of(exam, user_id),
        at,
    ).seconds


def set_clock(attempt: Attempt, started_at: datetime) -> None:
    """Fill in what a start at that time means; does not save."""
    seconds = allowed_seconds(attempt.exam, attempt.user_id, started_at, saved_seconds=attempt.saved_seconds)
    attempt.started_at = started_at
    attempt.allowed_seconds = seconds
    attempt.deadline_at = deadlines.deadline(started_at, seconds)


def has_moved(attempt: Attempt, due: datetime | None) -> bool:
    """Whether this due date would give a running attempt another deadline than it has; never asks anybody.

    Then the clock ends after the due date, or it was cut short for an earlier one.
    """
    if attempt.status not in IN_PROGRESS or attempt.deadline_at is None or attempt.allowed_seconds is None:
        return False
    if due is not None and due < attempt.deadline_at:
        return True
    full = attempt.exam.time_limit_mins * 60 if attempt.saved_seconds is None else attempt.saved_seconds
    return attempt.allowed_seconds < full and attempt.deadline_at != due


@retried
def recompute_deadline(attempt: Attempt, *, cause: Cause | None = None) -> Attempt:
    """Give a running attempt the deadline it would get if it started at its start again; for allowances and due dates.

    Returns the row as saved. Any other attempt keeps its clock: what was handed in in time stays so. With a cause,
    a deadline that moved is logged; neither vendor nor observers are told, as the status is the same.
    """
    with transaction.atomic():
        row = lock(attempt.pk)
        before = row.deadline_at
        if row.status in IN_PROGRESS and row.started_at is not None and row.removed_at is None:
            set_clock(row, row.started_at)
        if row.deadline_at != before:
            row.save(update_fields=["allowed_seconds", "deadline_at", "modified"])
            if cause:
                log.note(row, cause, "Deadline moved")
    return row
