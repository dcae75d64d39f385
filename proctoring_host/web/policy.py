"""Who may do what. Each rule gets the object it is about, and takes the course from there."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from proctoring_host import platform
from proctoring_host.errors import PermissionRefused
from proctoring_host.models import Attempt


def require_global_staff(user: Any) -> None:
    if not user.is_staff:
        raise PermissionRefused(_("Only global staff may do this."))


def is_course_staff(user: Any, course_id: str) -> bool:
    """Global staff are staff of every course."""
    return bool(user.is_staff) or platform.get().access.is_course_staff(user, course_id)


def require_course_staff(user: Any, course_id: str) -> None:
    if not is_course_staff(user, course_id):
        raise PermissionRefused(_("Only the staff of this course may do this."))


def require_staff_of_each(user: Any, course_ids: Iterable[str]) -> None:
    """Of all these courses; where it cannot be told which course is meant, only global staff will do."""
    courses = set(course_ids)
    if not courses:
        require_global_staff(user)
    for course_id in courses:
        require_course_staff(user, course_id)


def require_retirement(user: Any) -> None:
    if not platform.get().access.can_retire(user):
        raise PermissionRefused(_("You may not have a person's data erased."))


def require_self_or_global_staff(user: Any, user_id: int | None) -> int:
    """Whose data is meant. Without an id one's own; naming one, even one's own, is for global staff."""
    if user_id is None:
        return int(user.pk)
    require_global_staff(user)
    return user_id


def require_self_or_course_staff(user: Any, user_id: int, course_id: str | None) -> None:
    """Without a course, other people's data is for global staff."""
    if user_id == user.pk:
        return
    if course_id:
        require_course_staff(user, course_id)
    else:
        require_global_staff(user)


def require_owner(user: Any, attempt: Attempt) -> None:
    if attempt.user_id != user.pk:
        raise PermissionRefused(_("This attempt belongs to somebody else."))


def may_review(user: Any, course_id: str) -> bool:
    return platform.get().access.can_review(user) or is_course_staff(user, course_id)


def is_service_user(user: Any, backend: str) -> bool:
    """A vendor's own account: signed in and a member of `<backend>_review`, or global staff."""
    return bool(
        user.is_authenticated
        and user.is_active
        and (user.is_staff or user.groups.filter(name=f"{backend}_review").exists())
    )
