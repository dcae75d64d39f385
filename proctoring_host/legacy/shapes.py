"""Our values as the dictionaries of the older interface, with all of its keys."""

from datetime import datetime
from typing import Any

from proctoring_host.data import AttemptData, ExamData, Registration

NO_ID = "(none)"
"""Stands in our tables for the id of an exam whose vendor gives none; a provider is told None."""


def exam_id(exam: ExamData) -> str | None:
    return None if exam.external_id == NO_ID else exam.external_id


def exam_dict(exam: ExamData) -> dict[str, Any]:
    return {
        "id": exam.id,
        "course_id": exam.course_id,
        "content_id": exam.content_id,
        "external_id": exam_id(exam),
        "exam_name": exam.exam_name,
        "time_limit_mins": exam.time_limit_mins,
        "is_proctored": exam.is_proctored,
        "is_practice_exam": exam.is_practice_exam,
        "is_active": exam.is_active,
        "due_date": _moment(exam.due_date),
        "hide_after_due": exam.hide_after_due,
        "backend": exam.backend,
    }


def saved_exam_dict(exam: ExamData) -> dict[str, Any]:
    """An exam that was made or changed comes with its rules in words."""
    return {**exam_dict(exam), "rule_summary": exam.review_policy}


def context_of(registration: Registration) -> dict[str, Any]:
    """The two texts about rules are there only where there is something in them."""
    context = {
        "lms_host": registration.platform_url,
        "time_limit_mins": registration.time_limit_mins,
        "attempt_code": registration.attempt_code,
        "is_sample_attempt": registration.is_sample_attempt,
        "user_id": registration.learner.pseudonym,
        "full_name": registration.learner.full_name,
        "email": registration.learner.email,
        "review_policy": registration.review_policy,
        "review_policy_exception": registration.review_policy_exception,
    }
    optional = ("review_policy", "review_policy_exception")
    return {key: value for key, value in context.items() if value or key not in optional}


def attempt_dict(attempt: AttemptData) -> dict[str, Any]:
    """The learner is the pseudonym, which is all that a vendor may know; what the host keeps to itself is empty."""
    minutes = None if attempt.allowed_seconds is None else attempt.allowed_seconds // 60
    return {
        "id": attempt.id,
        "created": None,
        "modified": None,
        "user": {"id": attempt.pseudonym, "username": attempt.pseudonym, "email": ""},
        "started_at": _moment(attempt.started_at),
        "completed_at": _moment(attempt.completed_at),
        "external_id": attempt.external_id,
        "status": attempt.status.value,
        "proctored_exam": exam_dict(attempt.exam),
        "allowed_time_limit_mins": minutes,
        "attempt_code": attempt.code,
        "is_sample_attempt": attempt.is_sample_attempt,
        "taking_as_proctored": attempt.taking_as_proctored,
        "review_policy_id": None,
        "is_status_acknowledged": False,
        "time_remaining_seconds": None,
        "is_resumable": False,
        "ready_to_resume": False,
        "resumed": False,
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")
