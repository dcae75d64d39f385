"""What a provider made of a vendor's review, as ours."""

import base64
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from proctoring_host.data import AttemptData, Review, ReviewComment
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.errors import CallbackMalformed

VIDEO_LINK = "videoReviewLink"


class VideoUnreadable(Exception):
    """The link was encrypted with another key."""


def payload_of(body: bytes) -> dict[str, Any]:
    """What the provider is given: the object that was sent."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise CallbackMalformed("The body is not JSON.") from None
    if not isinstance(content, dict):
        raise CallbackMalformed("The body is not a JSON object.")
    return content


def review_of(answer: object, sent: Mapping[str, Any], attempt: AttemptData, key: str | bytes | None) -> Review:
    """`answer` is the provider's, in the words of the interface; a word of its own is an error, never a pass."""
    if not isinstance(answer, Mapping):
        raise CallbackMalformed("The provider made no review of the call.")
    word = answer.get("status")
    if word not in set(ReviewStatus):
        raise CallbackMalformed(f"The status must be one of: {', '.join(ReviewStatus)}.", field="status")
    comments = _comments(answer.get("comments") or ())
    link = sent.get(VIDEO_LINK)
    return Review(
        status=ReviewStatus(word),
        attempt_code=attempt.code,
        external_id=attempt.external_id or "",
        comments=comments,
        reviewed_by=_text(answer.get("reviewed_by") or sent.get("reviewed_by")),
        encrypted_video_url=encrypted(link, key) if key and isinstance(link, str) and link else "",
        raw={"status": word, "comments": [_kept(comment) for comment in comments]},
    )


def encrypted(link: str, key: str | bytes) -> str:
    return _cipher(key).encrypt(link.encode()).decode()


def opened(stored: str, key: str | bytes) -> str:
    """Raises `VideoUnreadable`."""
    try:
        return _cipher(key).decrypt(stored.encode()).decode()
    except (InvalidToken, ValueError):
        raise VideoUnreadable from None


def _cipher(key: str | bytes) -> Fernet:
    """The interface leaves length and form of the key to the provider, so a key is derived from it."""
    secret = key.encode() if isinstance(key, str) else key
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"proctoring-legacy video key\n" + secret).digest()))


def _comments(found: object) -> tuple[ReviewComment, ...]:
    if not isinstance(found, list | tuple) or not all(isinstance(item, Mapping) for item in found):
        raise CallbackMalformed("comments must be a list of objects.", field="comments")
    return tuple(_comment(item) for item in found)


def _comment(item: Mapping[str, Any]) -> ReviewComment:
    return ReviewComment(
        comment=_text(item.get("comment")),
        status=_text(item.get("status")),
        start=_seconds(item.get("start")),
        stop=_seconds(item.get("stop")),
        duration=_seconds(item.get("duration")),
    )


def _kept(comment: ReviewComment) -> dict[str, Any]:
    return {"comment": comment.comment, "status": comment.status, "start": comment.start, "stop": comment.stop}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _seconds(value: Any) -> float:
    """A number, also one that a vendor wrote as text; nothing is zero."""
    try:
        number = math.nan if isinstance(value, bool) else float(value or 0)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise CallbackMalformed("The times of a comment must be numbers of seconds.", field="comments")
    return number
