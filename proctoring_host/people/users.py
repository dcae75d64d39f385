"""Finds the person whom somebody means."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from proctoring_host.errors import UserNotFound


def find_user(who: int | str) -> AbstractBaseUser:
    """By id, or by a text that is a username, else an email address, else an id in digits.

    Raises `UserNotFound`, also where several accounts share the address.
    """
    found = _by_text(who.strip()) if isinstance(who, str) else _by_id(who)
    if found is None:
        raise UserNotFound(_("There is no such user."), field="user_info")
    return found


def _by_text(text: str) -> AbstractBaseUser | None:
    users = get_user_model()._default_manager
    if not text:
        return None
    if found := users.filter(**{get_user_model().USERNAME_FIELD: text}).first():
        return found
    with_address = users.filter(email__iexact=text)[:2]
    if len(with_address) == 1:
        return with_address[0]
    return _by_id(int(text)) if text.isdecimal() and len(text) < 16 else None


def _by_id(user_id: int) -> AbstractBaseUser | None:
    return get_user_model()._default_manager.filter(pk=user_id).first()
