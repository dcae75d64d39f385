"""Accounts of the standalone host, and the permission names that clients of the reference ask for."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser

from proctoring_host import platform
from proctoring_host.prepared import Given, Prepared

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from proctoring_host.platform import AnyUser

CAN_TAKE = "edx_proctoring.can_take_proctored_exam"
CAN_REVIEW = "edx_proctoring.can_review_attempt"
CAN_RETIRE = "accounts.can_retire_user"
ACCOUNT: Prepared[AbstractBaseUser] = Prepared(lambda: get_user_model()._default_manager.filter(pk=Given("pk")))


class Accounts(ModelBackend):
    """Django's own, with the account of a session read by a query that is composed once: every request has one."""

    def get_user(self, user_id: int) -> "User | None":
        found: Any = ACCOUNT.first(pk=user_id)
        return found if self.user_can_authenticate(found) else None


class ReferencePermissions(BaseBackend):
    """Signs nobody in; `user.has_perm` asks it after `Accounts`, and the platform's ports give the answers."""

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
