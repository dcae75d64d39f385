"""What a learner's browser reports when something breaks: bounded, and without secrets and personal data."""

import re
from collections.abc import Iterable, Mapping

from proctoring_host.domain.words import without_unstorable

LONGEST_DETAIL = 500
LONGEST_FACT = 200
FACTS = frozenset(
    {
        "connection",
        "error",
        "language",
        "line",
        "missed_beats",
        "online",
        "page",
        "page_age_seconds",
        "platform",
        "screen",
        "script",
        "seconds_left",
        "time_zone",
        "user_agent",
        "viewport",
        "visible",
    }
)
REMOVED, ADDRESS, SOMEBODY = "[removed]", "[address]", "[name]"
_NAMES_OF_SECRETS = (
    r"authorization|token|secret|passw(?:or)?d|pwd|session(?:_?id)?|cookie|csrf\w*|api[-_ ]?key|signature|credentials?"
)
_RULES = (
    # An address keeps its path: what follows, and who stands before the host, may be a key.
    (re.compile(r"\b(https?://)(?:[^/\s@]*@)?([^\s?#]*)[?#]?\S*"), r"\1\2"),
    (
        re.compile(rf"(?i)\b(\w*(?:{_NAMES_OF_SECRETS}))\b[\"']?\s*[:=]\s*(?:(?:bearer|basic|jwt)\s+)?\S+"),
        rf"\1={REMOVED}",
    ),
    (re.compile(r"(?i)\b(bearer|basic|jwt)\s+\S{8,}"), rf"\1 {REMOVED}"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), ADDRESS),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b"), ADDRESS),
    (re.compile(r"\+\d[\d ()/.-]{6,}\d"), ADDRESS),
    (re.compile(r"(?<![\w/])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{20,}"), REMOVED),
)


def clean_text(text: str, personal: Iterable[str] = (), longest: int = LONGEST_DETAIL) -> str:
    """On one line; `personal` are the names of the learner, which are masked where they stand as words."""
    # Cut before it is searched, too: what is far longer is never kept, and need not be looked through.
    cleaned = " ".join(without_unstorable(text[: longest * 4]).split())
    for pattern, instead in _RULES:
        cleaned = pattern.sub(instead, cleaned)
    for name in sorted({name.strip() for name in personal if len(name.strip()) > 2}, key=len, reverse=True):
        cleaned = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SOMEBODY, cleaned, flags=re.IGNORECASE)
    return cleaned[:longest]


def clean_facts(facts: object, personal: Iterable[str] = ()) -> dict[str, str | int | float | bool]:
    """Those with a known name and a plain value; whatever else a client sends is dropped without a word."""
    if not isinstance(facts, Mapping):
        return {}
    names = tuple(personal)
    known = ((name, facts[name]) for name in sorted(FACTS) if name in facts)
    return {name: _clean_value(value, names) for name, value in known if isinstance(value, str | int | float | bool)}


def _clean_value(value: str | float | bool, names: tuple[str, ...]) -> str | int | float | bool:
    if isinstance(value, str):
        return clean_text(value, names, LONGEST_FACT)
    # Neither infinity nor a number that no database takes.
    return value if isinstance(value, bool) or abs(value) < 1e12 else str(value)[:20]
