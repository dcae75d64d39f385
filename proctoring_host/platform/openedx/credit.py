"""Credit, which has an exam as a requirement of the namespace `proctored_exam` under the id of its content."""

from collections.abc import Mapping, Sequence
from typing import Any

from proctoring_host.platform.openedx.optional import FromService

NAMESPACE = "proctored_exam"


class OpenEdxCreditRecord(FromService):
    name = "credit"

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


def _requirements(found: Mapping[str, Any]) -> tuple[dict[str, object], ...]:
    return tuple(found.get("credit_requirement_status") or ()) if found["is_credit_course"] else ()
