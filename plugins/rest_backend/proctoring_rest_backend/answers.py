"""Values out of a vendor's JSON, each of the type that the contract gives it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from proctoring_rest_backend.text import plain

LONGEST_ID = 255
MOST_TEXTS = 50


class Wrong(Exception):
    """A value has the wrong type; the message goes on a sentence about the answer and holds no value."""


def text_id(content: Mapping[str, Any]) -> str:
    """`id` as text; vendors send numbers too."""
    found = content.get("id")
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or not found.strip():
        raise Wrong("holds no id")
    if len(found) > LONGEST_ID or not found.isprintable():
        raise Wrong("holds an id that cannot be stored")
    return found


def text(content: Mapping[str, Any], key: str) -> str:
    """Empty where the vendor sent nothing."""
    found = content.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Wrong(f"holds a {key} that is no text")
    return found


def texts(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, without the markup that may be in them; one text counts as a list of one."""
    found = content.get(key)
    if isinstance(found, str):
        found = [found]
    if not isinstance(found, list | None) or not all(isinstance(item, str) for item in found or ()):
        raise Wrong(f"holds {key} that are no list of texts")
    return tuple(words for item in (found or [])[:MOST_TEXTS] if (words := plain(item)))


def web_address(content: Mapping[str, Any], key: str) -> str:
    """Empty for nothing; anything but http and https could be a script."""
    found = text(content, key)
    if not found:
        return ""
    try:
        parts = urlsplit(found)
    except ValueError:
        raise Wrong(f"holds a {key} that is no address") from None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Wrong(f"holds a {key} that is no http or https address")
    return found


def mapping_of(content: Mapping[str, Any], key: str, kind: type) -> Mapping[str, Any]:
    """A JSON object whose values are all of this type; empty where the vendor sent nothing."""
    found = content.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(type(value) is kind for value in found.values()):
        raise Wrong(f"holds {key} of the wrong type")
    return found


def objects(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found = content.get(key)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Wrong(f"holds {key} that are no list of objects")
    return found


def moment(content: Mapping[str, Any], key: str) -> datetime | None:
    """An ISO date and time; without a zone it is UTC."""
    found = text(content, key)
    if not found:
        return None
    try:
        parsed = datetime.fromisoformat(found)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(f"holds an {key} that is no date and time") from None
