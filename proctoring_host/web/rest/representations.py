"""The JSON forms of exams and attempts, field by field as clients of the reference read them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proctoring_host.attempts.queries import seconds_left
from proctoring_host.domain.durations import humanise, whole_minutes
from proctoring_host.models import Allowance, Attempt, Exam


def exam_json(exam: Exam) -> dict[str, Any]:
    return {
        "id": exam.pk,
        "course_id": exam.course_id,
        "content_id": exam.content_id,
        "external_id": exam.external_id,
        "exam_name": exam.exam_name,
        "time_limit_mins": exam.time_limit_mins,
        "is_proctored": exam.is_proctored,
        "is_practice_exam": exam.is_practice_exam,
        "is_active": exam.is_active,
        "due_date": exam.due_date,
        "hide_after_due": exam.hide_after_due,
        "backend": exam.backend,
    }


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """The stored attempt; `time_remaining_seconds` is what was saved when it was interrupted."""
    return {
        "id": attempt.pk,
        "created": attempt.created,
        "modified": attempt.modified,
        "user": {"id": attempt.user_id, "username": attempt.user.get_username(), "email": attempt.user.email},
        "started_at": attempt.started_at,
        "completed_at": attempt.completed_at,
        "external_id": attempt.external_id,
        "status": attempt.status,
        "proctored_exam": exam_json(attempt.exam),
        "allowed_time_limit_mins": whole_minutes(attempt.allowed_seconds),
        "attempt_code": attempt.code,
        "is_sample_attempt": attempt.is_sample_attempt,
        "taking_as_proctored": attempt.taking_as_proctored,
        "review_policy_id": attempt.review_policy_id,
        "is_status_acknowledged": attempt.is_status_acknowledged,
        "time_remaining_seconds": attempt.saved_seconds,
        "is_resumable": attempt.is_resumable,
        "ready_to_resume": attempt.ready_to_resume,
        "resumed": attempt.resumed,
    }


def polled_attempt_json(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """The answer to a learner's poll: the time left is computed, in words too."""
    left = seconds_left(attempt, now)
    return attempt_json(attempt) | {
        "time_remaining_seconds": unstarted_as_whole(left),
        "accessibility_time_string": time_left_in_words(left),
    }


def allowance_json(allowance: Allowance, *, user: Any = None, exam: Exam | None = None) -> dict[str, Any]:
    """`user` and `exam` where the caller has them already, which spares the queries for them."""
    user = user or allowance.user
    return {
        "id": allowance.pk,
        "created": allowance.created,
        "modified": allowance.modified,
        "user": {"id": user.pk, "username": user.get_username(), "email": user.email},
        "key": allowance.key,
        "value": allowance.value,
        "proctored_exam": exam_json(exam or allowance.exam),
    }


def unstarted_as_whole(seconds: float) -> float:
    """Clients tell a clock that runs, a number with a fraction, from none, the whole number 0."""
    return seconds or 0


def time_left_in_words(seconds: float) -> str:
    return _("you have %(time)s remaining") % {"time": in_words(seconds)}


def in_words(seconds: float) -> str:
    """Rounded up to whole minutes: a learner with 30 seconds left still has time."""
    return humanise(-int(-seconds // 60), ngettext)
