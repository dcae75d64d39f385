"""The permission names that clients of the reference ask for, answered by the platform's ports."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from proctoring_host import platform

if TYPE_CHECKING:
    from proctoring_host.platform import AnyUser

CAN_TAKE = "edx_proctoring.can_take_proctored_exam"
CAN_REVIEW = "edx_proctoring.can_review_attempt"
CAN_RETIRE = "accounts.can_retire_user"


class ReferencePermissions(BaseBackend):
    """Signs nobody in; `user.has_perm` asks it after Django's own backend."""

    def has_perm(self, user_obj: "AnyUser", perm: str, obj: Any = None) -> bool:
        """`obj` is the exam or attempt it is about, as an object or, as in the reference, a dictionary."""
        if not user_obj.is_active or user_obj.pk is None:
            return False
        access = platform.get().access
        if perm == CAN_TAKE:
            return access.can_take_proctored(user_obj.pk, None)
        if perm == CAN_REVIEW:
            return access.can_review(user_obj, backend=_backend_of(obj))
        return perm == CAN_RETIRE and access.can_retire(user_obj)


def _backend_of(attempt: Any) -> str:
    if isinstance(attempt, dict):
        exam = attempt.get("proctored_exam") or {}
        return str(attempt.get("backend") or exam.get("backend") or "")
    return str(getattr(attempt, "backend", ""))
