"""Learners: their profile, the name somebody has verified, and who takes a course."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist

from proctoring_host.errors import UserNotFound
from proctoring_host.platform.openedx.optional import FromService
from proctoring_host.platform.ports import Enrollment, Person

LANGUAGE = "pref-lang"


class OpenEdxPeople:
    def person(self, user_id: int) -> Person:
        user = get_user_model()._default_manager.filter(pk=user_id).first()
        if user is None:
            raise UserNotFound(f"There is no user with the id {user_id}.")
        return Person(
            username=user.get_username(),
            full_name=_profile_name(user) or user.get_full_name(),
            email=user.email,
            language=_language(user),
            is_active=user.is_active,
        )


class OpenEdxNames(FromService):
    name = "name_affirmation"

    def verified_name(self, user_id: int) -> str:
        service = self.service
        user = get_user_model()._default_manager.filter(pk=user_id).first() if service else None
        found = service.get_verified_name(user, is_verified=True) if service and user else None
        return found.verified_name if found else ""


class OpenEdxEnrollments(FromService):
    name = "enrollments"

    def of_course(self, course_id: str, text_search: str = "") -> Sequence[Enrollment]:
        service = self.service
        found = service.get_enrollments_can_take_proctored_exams(course_id, text_search or None) if service else None
        if found is None:
            return ()
        rows = found.values_list("user_id", "user__username", "mode")
        return [Enrollment(user_id=user_id, username=username, mode=mode) for user_id, username, mode in rows]


def _profile_name(user: Any) -> str:
    """The platform keeps one full name beside the account, which has none of its own."""
    try:
        return str(user.profile.name or "")
    except (AttributeError, ObjectDoesNotExist):
        return ""


def _language(user: Any) -> str:
    preferences = getattr(user, "preferences", None)
    if preferences is None:
        return ""
    return str(preferences.filter(key=LANGUAGE).values_list("value", flat=True).first() or "")
