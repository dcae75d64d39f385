"""Grades, certificates, what was done in the course, and the platform's support, over their runtime services."""

from typing import Any

from django.contrib.auth import get_user_model

from proctoring_host.platform.openedx.optional import FromService
from proctoring_host.platform.outcomes import SuspiciousReview

SUSPICIOUS = "Suspicious"
LONGEST_COMMENT = 300
"""With a longer one the platform's database refuses the grade."""


class OpenEdxGrades(FromService):
    name = "grades"

    def overrides_rejected(self, course_id: str) -> bool:
        return bool(self.service.should_override_grade_on_rejected_exam(course_id))

    def set_to_zero(self, user_id: int, course_id: str, content_id: str, *, set_by: int | None, comment: str) -> None:
        said = {"overrider": _user(set_by), "comment": comment[:LONGEST_COMMENT]}
        self.service.override_subsection_grade(
            user_id, course_id, content_id, earned_all=0.0, earned_graded=0.0, **said
        )

    def restore(self, user_id: int, course_id: str, content_id: str) -> None:
        self.service.undo_override_subsection_grade(user_id, course_id, content_id)


class OpenEdxCertificates(FromService):
    name = "certificates"

    def invalidate(self, user_id: int, course_id: str) -> None:
        self.service.invalidate_certificate(user_id, course_id)


class OpenEdxCoursework(FromService):
    name = "instructor"

    def complete(self, user_id: int, content_id: str) -> None:
        self.service.complete_student_attempt(_username(user_id), content_id)

    def erase(self, user_id: int, course_id: str, content_id: str, *, requested_by: int | None) -> None:
        by = _user(requested_by)
        self.service.delete_student_attempt(_username(user_id), course_id, content_id, requesting_user=by)


class OpenEdxSupport(FromService):
    name = "instructor"

    def report_suspicious(self, review: SuspiciousReview) -> None:
        self.service.send_support_notification(
            course_id=review.course_id,
            exam_name=review.exam_name,
            student_username=review.username,
            review_status=SUSPICIOUS,
            review_url=review.review_url or None,
        )


def _user(user_id: int | None) -> Any | None:
    return get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None


def _username(user_id: int) -> str:
    return get_user_model()._default_manager.get(pk=user_id).get_username()
