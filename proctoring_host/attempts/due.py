"""When a learner has to be done with an exam, and how long that leaves."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from proctoring_host import platform
from proctoring_host.allowances.queries import AllowanceSum, allowances_of, allowances_of_pairs
from proctoring_host.attempts import log
from proctoring_host.attempts.locks import lock, lock_together
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain import deadlines
from proctoring_host.domain.statuses import IN_PROGRESS
from proctoring_host.exams.queries import exam_data, exams_by_id, kind_of
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


def allowed_seconds(
    exam: Exam, user_id: int, at: datetime, *, saved_seconds: int | None = None, allowances: AllowanceSum | None = None
) -> int:
    """What a start at that time would give this learner. A resumed attempt has what was saved.

    `allowances` are asked for where the caller does not have them.
    """
    allowances = allowances or allowances_of(user_id, exam.pk)
    return deadlines.allowed_time(
        exam.time_limit_mins,
        allowances.extra_mins,
        allowances.multiplier,
        saved_seconds,
        due_of(exam, user_id),
        at,
    ).seconds


def set_clock(attempt: Attempt, started_at: datetime, allowances: AllowanceSum | None = None) -> None:
    """Fill in what a start at that time means; does not save."""
    seconds = allowed_seconds(
        attempt.exam, attempt.user_id, started_at, saved_seconds=attempt.saved_seconds, allowances=allowances
    )
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
        if row.started_at is not None and _runs(row):
            set_clock(row, row.started_at)
        if row.deadline_at != before:
            row.save(update_fields=["allowed_seconds", "deadline_at", "modified"])
            if cause:
                log.note(row, cause, "Deadline moved")
    return row


def recompute_deadlines(pairs: Collection[tuple[int, int]], cause: Cause) -> None:
    """The same for the present attempts of each exam and learner, within a transaction, in a few statements for all.

    Also those that do not run are locked: a start at the same moment sees what has changed, or is seen here as running.
    """
    exams, users = {exam_id for exam_id, _user in pairs}, {user_id for _exam, user_id in pairs}
    locked: Sequence[Attempt] = lock_together(Attempt.objects.filter(exam_id__in=exams, user_id__in=users))
    running = [row for row in locked if (row.exam_id, row.user_id) in pairs and _runs(row)]
    moved = [row for row, before in _recomputed(running) if row.deadline_at != before]
    if moved:
        Attempt.everything.bulk_update(moved, ["allowed_seconds", "deadline_at", "modified"])
        log.note_all(moved, cause, "Deadline moved")


def _recomputed(running: Sequence[Attempt]) -> Iterator[tuple[Attempt, datetime | None]]:
    """With the deadline that each has had. Only the platform is asked for each of them: for the learner's due date."""
    exams = exams_by_id({row.exam_id for row in running}) if running else {}
    allowances = allowances_of_pairs({(row.exam_id, row.user_id) for row in running}) if running else {}
    for row in running:
        before, row.exam, row.modified = row.deadline_at, exams[row.exam_id], timezone.now()
        if row.started_at is not None:
            set_clock(row, row.started_at, allowances[row.exam_id, row.user_id])
        yield row, before


def _runs(row: Attempt) -> bool:
    return row.status in IN_PROGRESS and row.started_at is not None and row.removed_at is None
