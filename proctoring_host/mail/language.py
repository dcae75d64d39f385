"""In which of the two languages a template is written."""

import re
from enum import StrEnum


class Language(StrEnum):
    """The languages a template may be written in."""

    JINJA2 = "jinja2"
    DJANGO = "django"


_SAID = re.compile(r"{#\s*language:\s*(jinja2|django)\s*#}")
# No brace within braces: else each opening one is looked at up to the end of the file.
_TELLS = {
    Language.DJANGO: re.compile(
        r"{%\s*(?:load|endblocktrans|endblocktranslate|blocktrans|blocktranslate|comment|translate|empty|ifchanged)\b"
        r"|{%\s*trans\s+[^%\s]"
        r"|\bblock\.super\b|\bforloop\."
        r"|{{[^{}]*\|\s*\w+:"
    ),
    Language.JINJA2: re.compile(
        r"{%\s*(?:endtrans|set|macro|import|from|call|endcall)\b|{%[-+]|[-+]%}|{{-|-}}|\bsuper\(\)|\bloop\.|{{[^{}]*\|\s*\w+\("
    ),
}


def language_of(source: str, default: Language) -> Language:
    """A first line `{# language: django #}` decides, then words that only one language has, then the folder."""
    if said := _SAID.match(source.lstrip("\ufeff \t\r\n")):
        return Language(said[1])
    told = [language for language, tells in _TELLS.items() if tells.search(source)]
    return told[0] if len(told) == 1 else default
