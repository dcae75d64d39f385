"""The REST form of a review, and its translation into the host's words."""

import json
from collections.abc import Mapping
from typing import Any

from proctoring_host.data import (
    Callback,
    CallbackKind,
    ParsedCallback,
    Ready,
    Review,
    ReviewComment,
    ReviewStatus,
)
from proctoring_host.errors import CallbackMalformed

VERDICTS = {status.value: status for status in ReviewStatus}
READY = "ready"
# Also keeps out NaN, which is smaller than nothing, and whole numbers that no float can hold.
LONGEST_SECONDS = 10**9


def parse(callback: Callback) -> ParsedCallback:
    """What the call says. The address names the attempt, or the body does (`external_id` or `attempt_code`)."""
    if callback.kind is CallbackKind.READY:
        return Ready(**_attempt(callback, {}))
    body = _object(callback.body)
    attempt = _attempt(callback, body)
    word = _text(body, "status")
    if word == READY and callback.kind is CallbackKind.GENERIC:
        return Ready(**attempt)
    if word not in VERDICTS:
        raise CallbackMalformed(f"The status must be one of: {', '.join(VERDICTS)}.", field="status")
    return review(word, comments=_comments(body), reviewed_by=_text(body, "reviewed_by"), **attempt)


def review(word: str, *, comments: tuple[ReviewComment, ...] = (), reviewed_by: str = "", **attempt: str) -> Review:
    """A review as it is kept: who reviewed is told to the host and left out of what is stored raw."""
    kept = [{"comment": c.comment, "status": c.status, "start": c.start, "stop": c.stop} for c in comments]
    return Review(
        status=VERDICTS[word],
        comments=comments,
        reviewed_by=reviewed_by,
        raw={"status": word, "comments": kept},
        **attempt,
    )


def _attempt(callback: Callback, body: Mapping[str, Any]) -> dict[str, str]:
    if callback.attempt is not None:
        return {"external_id": callback.attempt.external_id or "", "attempt_code": callback.attempt.code}
    named = {key: _text(body, key) for key in ("external_id", "attempt_code")}
    if not any(named.values()):
        raise CallbackMalformed("Name the attempt with external_id or attempt_code.", field="external_id")
    return named


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise CallbackMalformed("The body is not JSON.") from None
    if not isinstance(content, dict):
        raise CallbackMalformed("The body is not a JSON object.")
    return content


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CallbackMalformed(f"{key} must be text.", field=key)
    return value


def _comments(body: Mapping[str, Any]) -> tuple[ReviewComment, ...]:
    found = body.get("comments") or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise CallbackMalformed("comments must be a list of objects.", field="comments")
    return tuple(_comment(item) for item in found)


def _comment(item: Mapping[str, Any]) -> ReviewComment:
    start, stop = _seconds(item, "start", 0.0), _seconds(item, "stop", 0.0)
    return ReviewComment(
        comment=_text(item, "comment"),
        status=_text(item, "status"),
        start=start,
        stop=stop,
        duration=_seconds(item, "duration", max(stop - start, 0.0)),
    )


def _seconds(item: Mapping[str, Any], key: str, default: float) -> float:
    value = item.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LONGEST_SECONDS:
        raise CallbackMalformed(f"{key} of a comment must be a number of seconds.", field="comments")
    return float(value)
