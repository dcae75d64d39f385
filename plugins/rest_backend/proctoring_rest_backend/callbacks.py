"""What a vendor's service user says about an attempt, translated into the host's words."""

import json
import math
from collections.abc import Mapping
from typing import Any

from proctoring_host.data import Callback, CallbackKind, ParsedCallback, Ready, Review, ReviewComment, ReviewStatus
from proctoring_host.errors import CallbackMalformed, CallbackRejected

KINDS = frozenset({CallbackKind.READY, CallbackKind.REVIEWED})


def require_service_user(callback: Callback) -> None:
    """The host has proved who calls at the two addresses of this contract; there are no others."""
    if callback.kind not in KINDS:
        raise CallbackRejected("This backend takes no calls at this address.")
    if not callback.service_user:
        raise CallbackRejected("Only the vendor's service user may say this.")


def parse(callback: Callback, words: Mapping[str, ReviewStatus]) -> ParsedCallback:
    """The address names the attempt. The body of a ready message says nothing that its address does not."""
    if callback.attempt is None:
        raise CallbackMalformed("The call is about no attempt.")
    attempt = {"external_id": callback.attempt.external_id or "", "attempt_code": callback.attempt.code}
    return Ready(**attempt) if callback.kind is CallbackKind.READY else _review(_object(callback.body), words, attempt)


def _review(body: Mapping[str, Any], words: Mapping[str, ReviewStatus], attempt: dict[str, str]) -> Review:
    word = _text(body, "status")
    if word not in words:
        raise CallbackMalformed(f"The status must be one of: {', '.join(words)}.", field="status")
    comments = _comments(body)
    return Review(
        status=words[word],
        comments=comments,
        reviewed_by=_text(body, "reviewed_by"),
        raw={"status": word, "comments": [_kept(comment) for comment in comments]},
        **attempt,
    )


def _kept(comment: ReviewComment) -> dict[str, Any]:
    return {"comment": comment.comment, "status": comment.status, "start": comment.start, "stop": comment.stop}


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
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
    """A number, also one that a vendor wrote as text."""
    value = item.get(key)
    if value is None or value == "":
        return default
    try:
        number = math.nan if isinstance(value, bool) or not isinstance(value, int | float | str) else float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise CallbackMalformed(f"{key} of a comment must be a number of seconds.", field="comments")
    return number
