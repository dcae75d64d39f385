"""Changes an exam."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from proctoring_host.attempts.due import recompute_deadline
from proctoring_host.attempts.locks import lock_together
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED
from proctoring_host.effects.announcements import track_revision
from proctoring_host.exams import revisions
from proctoring_host.exams.backends import backend_for
from proctoring_host.exams.queries import get_exam
from proctoring_host.exams.specs import changes_of
from proctoring_host.exams.vendor import tell_vendor
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt, Exam, Revision

OPEN = PRE_STARTED | IN_PROGRESS


@dataclass(frozen=True, slots=True)
class _Before:
    """What the consequences of a change depend on."""

    is_proctored: bool
    backend: str
    external_id: str | None


@retried
def update_exam(exam_id: int, changes: Mapping[str, Any], cause: Cause) -> Exam:
    """Set the named fields; None keeps a field, except `due_date`, which it clears. Without a change nothing happens.

    A new due date moves the deadline of running attempts in the same transaction; a new time limit does not, as
    the time of an attempt is settled when it starts. Raises `ExamNotFound`, `InvalidValue`, `FeatureDisabled`.
    """
    require_feature()
    wanted = changes_of(changes)
    with transaction.atomic():
        known = get_exam(exam_id)
        if "due_date" in wanted and wanted["due_date"] != known.due_date:
            lock_open_attempts([exam_id])
        exam = Exam.objects.select_for_update().get(pk=exam_id)
        return change(exam, wanted, cause)


def lock_open_attempts(exam_ids: Collection[int]) -> None:
    """Before exams are locked whose due date is to change, as what changes an attempt reaches for its exam afterwards.

    Attempts that are not started yet are among them: a start at this moment is waited for, or sees the new date.
    """
    lock_together(Attempt.objects.filter(exam_id__in=exam_ids, status__in=OPEN).values_list("pk", flat=True))


def change(exam: Exam, wanted: Mapping[str, Any], cause: Cause) -> Exam:
    """Like `update_exam`, for a locked row and checked values."""
    before = _Before(exam.is_proctored, exam.backend, exam.external_id)
    changed = _write(exam, _with_backend(exam, wanted))
    if not changed:
        return exam
    revision = revisions.record(exam, revisions.Action.CHANGED, cause=cause, values=revisions.values_of(exam))
    track_revision("updated", revision, cause)
    _tell_vendors(exam, revision, before, cause)
    if "due_date" in changed:
        _move_deadlines(exam, cause)
    return exam


def _with_backend(exam: Exam, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A backend is looked up when it is named anew, or when an exam without one becomes proctored."""
    values = dict(wanted)
    named = values.get("backend", exam.backend)
    is_proctored = values.get("is_proctored", exam.is_proctored)
    if named != exam.backend or (is_proctored and not named):
        values["backend"] = backend_for(named, is_proctored=is_proctored)
    if values.get("backend", exam.backend) != exam.backend:
        # An id belongs to the vendor that gave it.
        values.setdefault("external_id", None)
    return values


def _write(exam: Exam, values: Mapping[str, Any]) -> set[str]:
    changed = {name for name, value in values.items() if getattr(exam, name) != value}
    for name in changed:
        setattr(exam, name, values[name])
    if changed:
        exam.save(update_fields=[*changed, "modified"])
    return changed


def _tell_vendors(exam: Exam, revision: Revision, before: _Before, cause: Cause) -> None:
    moved = before.backend != exam.backend
    if moved and before.is_proctored:
        tell_vendor(exam, revision, cause=cause, backend=before.backend, external_id=before.external_id)
    if exam.is_proctored or (before.is_proctored and not moved):
        tell_vendor(exam, revision, cause=cause)


def _move_deadlines(exam: Exam, cause: Cause) -> None:
    for attempt in Attempt.objects.filter(exam=exam, status__in=OPEN).order_by("id"):
        recompute_deadline(attempt, cause=cause)
