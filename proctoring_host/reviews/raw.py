"""What of a vendor's payload is kept: the plugin has cleaned it, and here it is made sure of."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
ROOM_FOR_NOTE = 40
REMOVED = "[removed]"
_PRIVATE_KEY = re.compile(
    r"(e-?mail|first_?name|last_?name|full_?name|user_?name|reviewed_?by|photo|image|picture|link|url|"
    r"token|secret|passw|phone|address)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_NOT_FOR_DATABASES = re.compile("[\x00\ud800-\udfff]")


def raw_text(raw: Mapping[str, Any]) -> str:
    """JSON without links, photos, names and addresses, at most 64 KiB; the largest parts go first where it is more."""
    cleaned: dict[str, Any] = _cleaned("", raw, 0)
    text = _dumped(cleaned)
    return text if len(text.encode()) <= MAX_BYTES else _dumped(_shortened(cleaned))


def plain_text(value: object) -> str:
    """Without the characters that not every database takes: NUL, and halves of a pair."""
    return _NOT_FOR_DATABASES.sub("", str(value))


def plain_number(value: float) -> float:
    """Finite, which databases demand; anything else counts as nothing."""
    return float(value) if math.isfinite(value) else 0.0


def _shortened(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """As many of the smaller parts as there is room for; one pass, because a vendor chooses how many there are."""
    sizes = {key: len(_dumped({key: value}).encode()) for key, value in cleaned.items()}
    kept: dict[str, Any] = {}
    room = MAX_BYTES - ROOM_FOR_NOTE
    for key in sorted(sizes, key=sizes.__getitem__):
        room -= sizes[key]
        if room < 0:
            break
        kept[key] = cleaned[key]
    return {**kept, "removed_for_size": len(cleaned) - len(kept)}


def _cleaned(key: str, value: Any, depth: int) -> Any:
    if (_PRIVATE_KEY.search(key) and value) or depth >= MAX_DEPTH:
        return REMOVED
    if isinstance(value, Mapping):
        return {plain_text(name): _cleaned(str(name), inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned("", inner, depth + 1) for inner in value]
    if isinstance(value, str):
        return _WORD.sub(_word, plain_text(value))
    return plain_number(value) if isinstance(value, float) else value


def _word(found: re.Match[str]) -> str:
    """Word by word, as a pattern that looks for addresses within words takes ages on long ones."""
    word = found[0]
    is_link = "://" in word or ";base64," in word
    is_address = "." in word.partition("@")[2]
    return REMOVED if is_link or is_address else word


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=plain_text)
