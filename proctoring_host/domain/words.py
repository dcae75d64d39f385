"""Texts: those that databases take, and those that are marked for translators; whoever shows them translates them."""

import re
from typing import Protocol

_NOT_FOR_DATABASES = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Without NUL and halves of a surrogate pair: no row holds one, and some databases fail when asked for one."""
    return _NOT_FOR_DATABASES.search(text) is None


def without_unstorable(text: str) -> str:
    return _NOT_FOR_DATABASES.sub("", text)


def gettext_noop(text: str) -> str:
    """Named like Django's own, so that `makemessages` finds what it is called with."""
    return text


class Ngettext(Protocol):
    """Chooses the form of a phrase for a number, like the function of that name in gettext and Django."""

    def __call__(self, singular: str, plural: str, number: int, /) -> str: ...
