"""Attempts, changed, in the LMS only. Every change of status goes the one way there is, `attempts.change`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from proctoring_host.attempts import amend, create, launch, queries, remove, reset, resume, start, stop
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.staff import set_status
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AttemptNotFound, PermissionRefused
from proctoring_host.openedx.service.causes import by_clock, by_learner, by_staff
from proctoring_host.openedx.service.checked import checked
from proctoring_host.openedx.service.lms_only import lms_only
from proctoring_host.openedx.service.words import status_of

MAY_BE_WRITTEN = {"time_remaining_seconds": "saved_seconds", "is_status_acknowledged": "acknowledged"}


@lms_only
@checked
def create_exam_attempt(exam_id: int, user_id: int, taking_as_proctored: bool = False) -> int:
    """The id of the attempt. A proctored exam that is taken without proctoring is declined.

    Raises what `attempts.create.create_attempt` raises.
    """
    cause = by_learner("create_exam_attempt", user_id)
    return int(create.create_attempt(exam_id, user_id, taking_as_proctored=taking_as_proctored, cause=cause).pk)


@lms_only
@checked
def start_exam_attempt(exam_id: int, user_id: int) -> int:
    """Raises `AttemptNotFound`, `AttemptStarted`, and `TransitionRefused` before a set-up is finished."""
    attempt = queries.current_attempt(user_id, exam_id)
    if attempt is None:
        raise AttemptNotFound(_nothing_there(exam_id, user_id))
    return int(start.start_attempt(attempt.pk, cause=by_learner("start_exam_attempt", user_id)).pk)


@lms_only
def start_exam_attempt_by_code(attempt_code: str) -> int:
    """Raises what `start_exam_attempt` raises."""
    attempt = queries.attempt_by_code(str(attempt_code or ""))
    cause = by_learner("start_exam_attempt_by_code", attempt.user_id)
    return int(start.start_attempt(attempt.pk, cause=cause).pk)


@lms_only
@checked
def stop_exam_attempt(attempt_id: int) -> int:
    """The learner is asked to confirm the end. Raises `AttemptNotFound`, `TransitionRefused`."""
    cause = by_learner("stop_exam_attempt", queries.get_attempt(attempt_id).user_id)
    return int(stop.stop_attempt(attempt_id, cause=cause).pk)


@lms_only
@checked
def mark_exam_attempt_timeout(attempt_id: int) -> int:
    """Ends a running attempt; one that has ended stays as it is. Raises `AttemptNotFound`, `TransitionRefused`."""
    cause = replace(by_clock(), reason="Asked for by the platform (mark_exam_attempt_timeout).")
    return int(change_status(_present(attempt_id), Status.TIMED_OUT, cause=cause).pk)


@lms_only
@checked
def mark_exam_attempt_as_ready(attempt_id: int) -> int:
    """The set-up is finished; a running attempt is handed in. Raises `AttemptNotFound`, `TransitionRefused`."""
    cause = by_learner("mark_exam_attempt_as_ready", queries.get_attempt(attempt_id).user_id)
    return int(launch.launch(attempt_id, cause=cause).pk)


@lms_only
@checked
def mark_exam_attempt_as_ready_to_resume(attempt_id: int) -> int:
    """Raises `AttemptNotFound`, `NotResumable`."""
    cause = by_staff("mark_exam_attempt_as_ready_to_resume")
    return int(resume.mark_ready_to_resume(_present(attempt_id), cause=cause).pk)


@lms_only
@checked
def mark_exam_attempt_as_resumed(attempt_id: int) -> int:
    """`create_exam_attempt` does it by itself. Raises `AttemptNotFound`, `NotResumable`."""
    return int(resume.mark_resumed(_present(attempt_id), cause=by_staff("mark_exam_attempt_as_resumed")).pk)


@lms_only
@checked
def update_attempt_status(
    attempt_id: int,
    to_status: str,
    raise_if_not_found: bool = True,
    cascade_effects: bool = True,
    timeout_timestamp: datetime | None = None,
    update_attributable_to: Any = None,
) -> int | None:
    """What staff may do. The id of the attempt, or None for an unknown one where that is no error.

    `cascade_effects` false declines this exam alone; `timeout_timestamp` is when the time was up;
    `update_attributable_to` is the account that the log names. Raises `InvalidValue` for a word that is no status,
    `AttemptNotFound`, `TransitionRefused`.
    """
    to = status_of(to_status)
    cause = by_staff("update_attempt_status", getattr(update_attributable_to, "pk", None))
    try:
        _present(attempt_id)
        if to is Status.TIMED_OUT and timeout_timestamp is not None:
            cause = replace(cause, at=timeout_timestamp)
        if to is Status.DECLINED and not cascade_effects:
            return int(change_status(attempt_id, to, cause=replace(cause, actor=Actor.SYSTEM)).pk)
        return int(set_status(attempt_id, to, cause=cause).pk)
    except AttemptNotFound:
        if raise_if_not_found:
            raise
        return None


@lms_only
@checked
def update_exam_attempt(attempt_id: int, **kwargs: Any) -> None:
    """Only `time_remaining_seconds` and `is_status_acknowledged`; a status is changed by `update_attempt_status`.

    Raises `AttemptNotFound`, `InvalidValue`, and `PermissionRefused` for anything else.
    """
    if unknown := sorted(set(kwargs) - set(MAY_BE_WRITTEN)):
        text = _("%(field)s of an attempt cannot be written this way.")
        raise PermissionRefused(text % {"field": unknown[0]}, field=unknown[0])
    changes = {MAY_BE_WRITTEN[name]: value for name, value in kwargs.items()}
    amend.amend(attempt_id, **changes, cause=by_staff("update_exam_attempt"))


@lms_only
@checked
def reset_practice_exam(exam_id: int, user_id: int, requesting_user: Any) -> int:
    """The id of the new attempt. Raises `AttemptNotFound`, `TransitionRefused`."""
    attempt = queries.current_attempt(user_id, exam_id)
    if attempt is None:
        raise AttemptNotFound(_nothing_there(exam_id, user_id))
    cause = by_learner("reset_practice_exam", requesting_user.pk)
    return int(reset.reset_practice(attempt.pk, cause=cause).pk)


@lms_only
@checked
def remove_exam_attempt(attempt_id: int, requesting_user: Any, require_backend_removal: bool = True) -> None:
    """With `require_backend_removal` false the vendor is asked afterwards, as often as it takes.

    Raises `AttemptNotFound`, and `RemovalFailed` when the vendor keeps the attempt.
    """
    cause = by_staff("remove_exam_attempt", requesting_user.pk)
    removal = remove.remove_attempt if require_backend_removal else remove.remove_without_waiting
    removal(_present(attempt_id), cause=cause)


def _present(attempt_id: int) -> int:
    return int(queries.get_attempt(attempt_id).pk)


def _nothing_there(exam_id: int, user_id: int) -> str:
    return _("There is no attempt of user_id=%(user)s at exam_id=%(exam)s.") % {"exam": exam_id, "user": user_id}
