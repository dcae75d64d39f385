"""Who may do what: by the course team the platform knows, and by its permissions."""

from dataclasses import asdict
from typing import Any

from django.contrib.auth import get_user_model

from proctoring_host.data import ExamData
from proctoring_host.platform.django_auth import DjangoAccess
from proctoring_host.platform.openedx.optional import module
from proctoring_host.platform.ports import AnyUser
from proctoring_host.platform.runtime import get_runtime_service

TAKE = "edx_proctoring.can_take_proctored_exam"
RETIRE = "accounts.can_retire_user"
REVIEW = "edx_proctoring.can_review_attempt"


class OpenEdxAccess(DjangoAccess):
    def is_course_staff(self, user: AnyUser, course_id: str) -> bool:
        if super().is_course_staff(user, course_id):
            return True
        instructor = get_runtime_service("instructor")
        return user.is_active and instructor is not None and bool(instructor.is_course_staff(user, course_id))

    def can_take_proctored(self, user_id: int, exam: ExamData | None) -> bool:
        """By the platform's rule about enrolments; in general, and where there is no such rule, whoever is active."""
        user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
        if user is None or exam is None or not _has_rule(TAKE):
            return user is not None
        described: Any = asdict(exam)
        return user.has_perm(TAKE, described)

    def can_retire(self, user: AnyUser) -> bool:
        return user.is_active and user.has_perm(RETIRE)

    def can_review(self, user: AnyUser, *, backend: str = "") -> bool:
        return super().can_review(user, backend=backend) or (user.is_active and user.has_perm(REVIEW))


def _has_rule(name: str) -> bool:
    """A permission that depends on an object is a rule, known to one of the two libraries a platform keeps them in."""
    rules, bridgekeeper = module("rules"), module("bridgekeeper")
    known_to_rules = rules is not None and rules.perm_exists(name)
    return known_to_rules or (bridgekeeper is not None and name in bridgekeeper.perms)
