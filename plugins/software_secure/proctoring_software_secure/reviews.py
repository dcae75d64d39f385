"""What a posted review says: the vendor's JSON, in our words."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from proctoring_host.data import Review, ReviewComment, ReviewStatus
from proctoring_host.errors import CallbackMalformed
from proctoring_software_secure.video import encrypt_link

VERDICTS = {
    "Clean": ReviewStatus.PASSED,
    "Rules Violation": ReviewStatus.VIOLATION,
    "Suspicious": ReviewStatus.SUSPICIOUS,
    "Not Reviewed": ReviewStatus.NOT_REVIEWED,
}
COMMENT_LISTS = ("webCamComments", "desktopComments")
COMMENT_LIMIT = 2000
WORD_LIMIT = 255
COMMENT_KEYS = ("comments", "duration", "eventStart", "eventFinish", "eventStatus")
# What may be kept of a review is listed, so that whatever the vendor adds one day is not kept.
KEPT = ("examDate", "examProcessingStatus", "keySetVersion", "overAllComments", "reviewStatus")
KEPT_OF_EXAM = ("examCode", "ssiRecordLocator")
LARGEST_NUMBER = 10**15
NUMBER = re.compile(r"\s*[+-]?\d{1,15}(\.\d{1,15})?\s*", re.ASCII)


def parse_review(body: bytes, video_key: bytes | None) -> Review:
    """Read a review; raises `CallbackMalformed` with a sentence that repeats nothing of the body.

    Without a key the link to the recording is dropped: it is never stored in the clear.
    """
    review = _object(_json(body), "The review")
    exam = _object(review.get("examMetaData"), "examMetaData")
    link = _text(review, "videoReviewLink", "the review")
    return Review(
        status=_verdict(review),
        attempt_code=_required(exam, "examCode"),
        external_id=_required(exam, "ssiRecordLocator"),
        comments=tuple(_comment(item, key) for key in COMMENT_LISTS for item in _list(review, key)),
        encrypted_video_url=encrypt_link(link, video_key) if link and video_key else "",
        raw=_kept(review, exam),
    )


def _json(body: bytes) -> Any:
    try:
        # Some of the vendor's servers write a byte order mark.
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise CallbackMalformed("The body of the review is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise CallbackMalformed("The body of the review is not JSON.") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Readers disagree on which of the two counts, so a verdict given twice is none.
        raise CallbackMalformed("The body of the review names a key twice.")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise CallbackMalformed("The body of the review holds a number that is not finite.")
    return number


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CallbackMalformed(f"{name} is not a JSON object.")
    return value


def _list(review: Mapping[str, Any], key: str) -> list[Any]:
    """A list that is left out, or null, is one without remarks."""
    value = review.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise CallbackMalformed(f"{key} is not a list.")
    if len(value) > COMMENT_LIMIT:
        raise CallbackMalformed(f"{key} has more than {COMMENT_LIMIT} items.")
    return value


def _verdict(review: Mapping[str, Any]) -> ReviewStatus:
    word = review.get("reviewStatus")
    if not isinstance(word, str) or word not in VERDICTS:
        raise CallbackMalformed(f"reviewStatus is none of {', '.join(VERDICTS)}.")
    return VERDICTS[word]


def _required(exam: Mapping[str, Any], key: str) -> str:
    text = _text(exam, key, "examMetaData")
    if not text.strip():
        raise CallbackMalformed(f"{key} is missing in examMetaData.")
    return text


def _text(holder: Mapping[str, Any], key: str, name: str) -> str:
    value = holder.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CallbackMalformed(f"{key} of {name} is not text.")
    return _storable(value)


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair; JSON can write both."""
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()


def _number(holder: Mapping[str, Any], key: str, name: str) -> float:
    value = holder.get(key)
    if value is None or value == "":
        return 0.0
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST_NUMBER:
        return float(value)
    raise CallbackMalformed(f"{key} of {name} is not a number.")


def _comment(item: Any, key: str) -> ReviewComment:
    name = f"an item of {key}"
    comment = _object(item, name[0].upper() + name[1:])
    return ReviewComment(
        comment=_text(comment, "comments", name),
        status=_text(comment, "eventStatus", name)[:WORD_LIMIT],
        start=_number(comment, "eventStart", name),
        stop=_number(comment, "eventFinish", name),
        duration=_number(comment, "duration", name),
    )


def _kept(review: Mapping[str, Any], exam: Mapping[str, Any]) -> dict[str, Any]:
    kept = _plain(review, KEPT)
    kept["examMetaData"] = _plain(exam, KEPT_OF_EXAM)
    kept.update({key: [_plain(item, COMMENT_KEYS) for item in _list(review, key)] for key in COMMENT_LISTS})
    return kept


def _plain(holder: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The values of these keys, as far as they are simple: an object could hold anything."""
    values = {key: holder[key] for key in keys if isinstance(holder.get(key), str | int | float)}
    return {key: _storable(value) if isinstance(value, str) else value for key, value in values.items()}
