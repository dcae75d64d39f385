"""What of a vendor's payload is kept: the plugin has cleaned it, and here it is made sure of."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
REMOVED = "[removed]"
_PRIVATE_KEY = re.compile(
    r"(e-?mail|first_?name|last_?name|full_?name|user_?name|reviewed_?by|photo|image|picture|link|url|"
    r"token|secret|passw|phone|address)",
    re.IGNORECASE,
)
_PRIVATE_TEXT = re.compile(
    r"[a-z][a-z0-9+.-]*://\S+|[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+|data:[\w/+.-]+;base64,\S+", re.IGNORECASE
)
_NOT_FOR_DATABASES = re.compile("[\x00\ud800-\udfff]")


def raw_text(raw: Mapping[str, Any]) -> str:
    """JSON without links, photos, names and addresses, at most 64 KiB; the largest parts go first where it is more."""
    cleaned: dict[str, Any] = _cleaned("", raw, 0)
    sizes = {key: len(_dumped(value)) for key, value in cleaned.items()}
    dropped: list[str] = []
    while len((text := _dumped(_noted(cleaned, dropped))).encode()) > MAX_BYTES:
        if not cleaned:
            return _dumped({"removed_for_size": len(dropped)})
        largest = max(cleaned, key=lambda key: sizes[key] + len(key))
        dropped.append(largest)
        del cleaned[largest]
    return text


def plain_text(value: object) -> str:
    """Without the characters that not every database takes: NUL, and halves of a pair."""
    return _NOT_FOR_DATABASES.sub("", str(value))


def plain_number(value: float) -> float:
    """Finite, which databases demand; anything else counts as nothing."""
    return float(value) if math.isfinite(value) else 0.0


def _noted(cleaned: Mapping[str, Any], dropped: list[str]) -> dict[str, Any]:
    return {**cleaned, "removed_for_size": dropped} if dropped else dict(cleaned)


def _cleaned(key: str, value: Any, depth: int) -> Any:
    if (_PRIVATE_KEY.search(key) and value) or depth >= MAX_DEPTH:
        return REMOVED
    if isinstance(value, Mapping):
        return {plain_text(name): _cleaned(str(name), inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned("", inner, depth + 1) for inner in value]
    if isinstance(value, str):
        return _PRIVATE_TEXT.sub(REMOVED, plain_text(value))
    return plain_number(value) if isinstance(value, float) else value


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=plain_text)
