"""Marks text for translators without translating it: whoever shows it does that."""

from typing import Protocol


def gettext_noop(text: str) -> str:
    """Named like Django's own, so that `makemessages` finds what it is called with."""
    return text


class Translator(Protocol):
    """What `django.utils.translation` and `gettext.NullTranslations` both offer."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str: ...
