"""Marks text for translators without translating it: whoever shows it does that."""

from typing import Protocol


def gettext_noop(text: str) -> str:
    """Named like Django's own, so that `makemessages` finds what it is called with."""
    return text


class Ngettext(Protocol):
    """Chooses the form of a phrase for a number, like the function of that name in gettext and Django."""

    def __call__(self, singular: str, plural: str, number: int, /) -> str: ...
