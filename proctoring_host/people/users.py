"""Finds the person whom somebody means."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from proctoring_host.errors import UserAmbiguous, UserNotFound


def find_user(who: int | str) -> AbstractBaseUser:
    """By id, or by a text that is a username, else an email address, else an id in digits.

    Raises `UserNotFound`, also where several accounts share the address, and `UserAmbiguous` for digits that are the
    username of one person and the id of another.
    """
    found = _by_text(who.strip()) if isinstance(who, str) else _by_id(who)
    if found is None:
        raise UserNotFound(_("There is no such user."), field="user_info")
    return found


def find_by_username(name: str) -> AbstractBaseUser:
    """Where nothing else can be meant. Raises `UserNotFound`."""
    found = _by_username(name)
    if found is None:
        raise UserNotFound(_("There is no such user."), field="username")
    return found


def _by_text(text: str) -> AbstractBaseUser | None:
    named, numbered = _by_username(text), _by_id(int(text)) if text.isdecimal() and len(text) < 16 else None
    if named and numbered and named != numbered:
        problem = _("This is the username of one person and the id of another. Use the e-mail address instead.")
        raise UserAmbiguous(problem, field="user_info")
    return named or _by_address(text) or numbered


def _by_username(name: str) -> AbstractBaseUser | None:
    users = get_user_model()._default_manager
    return users.filter(**{get_user_model().USERNAME_FIELD: name}).first() if name else None


def _by_address(address: str) -> AbstractBaseUser | None:
    found = list(get_user_model()._default_manager.filter(email__iexact=address)[:2]) if address else []
    return found[0] if len(found) == 1 else None


def _by_id(user_id: int) -> AbstractBaseUser | None:
    return get_user_model()._default_manager.filter(pk=user_id).first()
