"""What the vendor is told of exams and attempts."""

from collections.abc import Mapping
from typing import Any

from proctoring_host.data import DashboardQuery, ExamData, Registration


def exam_body(exam: ExamData, default_rules: Mapping[str, bool]) -> dict[str, Any]:
    """`rules` and `rule_summary` are sent where there are any."""
    body: dict[str, Any] = {
        "id": exam.id,
        "course_id": exam.course_id,
        "content_id": exam.content_id,
        "exam_name": exam.exam_name,
        "time_limit_mins": exam.time_limit_mins,
        "is_proctored": exam.is_proctored,
        "is_practice_exam": exam.is_practice_exam,
        "is_active": exam.is_active,
        "due_date": exam.due_date.isoformat() if exam.due_date else None,
        "hide_after_due": exam.hide_after_due,
        "backend": exam.backend,
        "external_id": exam.external_id,
    }
    if default_rules:
        body["rules"] = dict(default_rules)
    if exam.review_policy:
        body["rule_summary"] = exam.review_policy
    return body


def attempt_body(registration: Registration) -> dict[str, Any]:
    """The learner is known to the vendor by pseudonym; our own code for the attempt is not part of the body."""
    return {
        "lms_host": registration.platform_url,
        "time_limit_mins": registration.time_limit_mins,
        "is_sample_attempt": registration.is_sample_attempt,
        "user_id": registration.learner.pseudonym,
        "full_name": registration.learner.full_name,
        "email": registration.learner.email,
        "review_policy": registration.review_policy,
        "review_policy_exception": registration.review_policy_exception,
        "status": "created",
    }


def dashboard_claims(query: DashboardQuery, *, client_id: str, jti: str, expires: int) -> dict[str, Any]:
    """What the link tells the vendor about the member of staff and what they want to see."""
    staff = query.staff
    claims: dict[str, Any] = {
        "course_id": query.course_id,
        "user": {"id": staff.pseudonym, "full_name": staff.full_name, "email": staff.email},
        "iss": client_id,
        "jti": jti,
        "exp": expires,
    }
    if query.exam is not None:
        claims["exam_id"] = query.exam.external_id
    if query.attempt_external_id:
        claims["attempt_id"] = query.attempt_external_id
    if query.configuration:
        claims["config"] = True
    return claims
