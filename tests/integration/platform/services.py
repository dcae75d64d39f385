"""Runtime services of an Open edX platform: their signatures to the letter, and a list of what was asked of them."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

COURSE_END = datetime(2026, 6, 30, tzinfo=UTC)


class Recorded:
    """Keeps each call as a tuple: the method, then the values in the order of its parameters."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.failing: set[str] = set()

    def note(self, method: str, *values: Any) -> None:
        if method in self.failing:
            raise RuntimeError("the service is ill")
        self.calls.append((method, *values))


class CreditService(Recorded):
    def __init__(self, *, is_credit_course: bool = True, requirements: list[dict[str, Any]] | None = None) -> None:
        super().__init__()
        self.is_credit = is_credit_course
        self.requirements = requirements or []
        self.enrolled = True

    def get_credit_state(self, user_id, course_key_or_id, return_course_info=False):
        if not self.enrolled:
            return None
        state = {
            "enrollment_mode": "verified",
            "profile_fullname": "Ada Profile",
            "student_email": "ada@example.com",
            "is_credit_course": self.is_credit,
            "credit_requirement_status": self.requirements,
        }
        course = {"course_name": "Demonstration", "course_end_date": COURSE_END}
        return {**state, **course} if return_course_info else state

    def is_credit_course(self, course_key_or_id):
        return self.is_credit

    def set_credit_requirement_status(
        self, user_id, course_key_or_id, req_namespace, req_name, status="satisfied", reason=None
    ):
        self.note("set_status", user_id, course_key_or_id, req_namespace, req_name, status)

    def remove_credit_requirement_status(self, user_id, course_key_or_id, req_namespace, req_name):
        self.note("remove_status", user_id, course_key_or_id, req_namespace, req_name)


class InstructorService(Recorded):
    def __init__(self, *, staff: str = "", escalation_email: str | None = None) -> None:
        super().__init__()
        self.staff = staff
        self.escalation_email = escalation_email

    def delete_student_attempt(self, student_identifier, course_id, content_id, requesting_user):
        self.note("erase", student_identifier, course_id, content_id, requesting_user)

    def complete_student_attempt(self, user_identifier, content_id):
        self.note("complete", user_identifier, content_id)

    def is_course_staff(self, user, course_id):
        return user.get_username() == self.staff

    def send_support_notification(self, course_id, exam_name, student_username, review_status, review_url=None):
        self.note("support", course_id, exam_name, student_username, review_status, review_url)

    def get_proctoring_escalation_email(self, course_id):
        if self.escalation_email is None:
            raise ObjectDoesNotExist
        return self.escalation_email or None


class GradesService(Recorded):
    def __init__(self, *, overrides: bool = True) -> None:
        super().__init__()
        self.overrides = overrides

    def should_override_grade_on_rejected_exam(self, course_key_or_id):
        return self.overrides

    def override_subsection_grade(
        self,
        user_id,
        course_key_or_id,
        usage_key_or_id,
        earned_all=None,
        earned_graded=None,
        feature="PROCTORING",
        overrider=None,
        comment=None,
    ):
        grade = (earned_all, earned_graded)
        self.note("zero", user_id, course_key_or_id, usage_key_or_id, *grade, feature, overrider, comment)

    def undo_override_subsection_grade(self, user_id, course_key_or_id, usage_key_or_id, feature="PROCTORING"):
        self.note("restore", user_id, course_key_or_id, usage_key_or_id, feature)


class CertificatesService(Recorded):
    def invalidate_certificate(self, user_id, course_key_or_id):
        self.note("invalidate", user_id, course_key_or_id)
        return True


class EnrollmentsService(Recorded):
    """Answers with a query set over Django's users, seen as enrolments by `EnrollmentRows`."""

    def __init__(self, rows: Any) -> None:
        super().__init__()
        self.rows = rows

    def get_enrollments_can_take_proctored_exams(self, course_id, text_search=None):
        self.note("enrollments", course_id, text_search)
        return self.rows


class EnrollmentRows:
    """As much of a query set of enrolments as is documented to be used: `values_list`."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows

    def values_list(self, *names: str) -> list[tuple[Any, ...]]:
        return [tuple(row[name] for name in names) for row in self.rows]


class NameAffirmationService(Recorded):
    def __init__(self, verified_name: str | None) -> None:
        super().__init__()
        self.found = SimpleNamespace(verified_name=verified_name) if verified_name else None

    def get_verified_name(self, user, is_verified=False, statuses_to_exclude=None):
        return self.found if is_verified else SimpleNamespace(verified_name="Not Checked Yet")


class LearningSequencesService(Recorded):
    """`details` as of a platform: sets and mappings whose keys are usage keys."""

    def __init__(self, details: Any) -> None:
        super().__init__()
        self.details = details

    def get_user_course_outline_details(self, course_key, user, at_time):
        self.note("outline", course_key, user, at_time)
        if self.details is None:
            raise ObjectDoesNotExist
        return self.details
