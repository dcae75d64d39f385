"""Credit, which has an exam as a requirement of the namespace `proctored_exam` under the id of its content."""

from collections.abc import Mapping, Sequence
from typing import Any

from proctoring_host.platform.openedx.optional import FromService
from proctoring_host.platform.outcomes import CreditState

NAMESPACE = "proctored_exam"


class OpenEdxCreditRecord(FromService):
    name = "credit"

    def state(self, user_id: int, course_id: str) -> CreditState | None:
        service = self.service
        found = service.get_credit_state(user_id, course_id, return_course_info=True) if service else None
        return _state(found) if found else None

    def set_status(self, user_id: int, course_id: str, content_id: str, status: str) -> None:
        self.service.set_credit_requirement_status(user_id, course_id, NAMESPACE, content_id, status=status)

    def remove_status(self, user_id: int, course_id: str, content_id: str) -> None:
        self.service.remove_credit_requirement_status(user_id, course_id, NAMESPACE, content_id)


class OpenEdxCredit(FromService):
    name = "credit"

    def requirements(self, user_id: int, course_id: str) -> Sequence[Mapping[str, object]]:
        service = self.service
        state = service.get_credit_state(user_id, course_id) if service else None
        return _requirements(state) if state else ()


def _state(found: Mapping[str, Any]) -> CreditState:
    return CreditState(
        is_credit_course=bool(found["is_credit_course"]),
        enrollment_mode=found["enrollment_mode"] or "",
        profile_name=found["profile_fullname"] or "",
        email=found["student_email"] or "",
        course_name=found.get("course_name") or "",
        course_end=found.get("course_end_date"),
        requirements=_requirements(found),
    )


def _requirements(found: Mapping[str, Any]) -> tuple[dict[str, object], ...]:
    return tuple(found.get("credit_requirement_status") or ()) if found["is_credit_course"] else ()
