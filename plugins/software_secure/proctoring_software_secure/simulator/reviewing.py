"""What the reviewer is asked to send, and the review as the vendor writes it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proctoring_software_secure.simulator.records import Attempt

VERDICTS = ("Clean", "Rules Violation", "Suspicious", "Not Reviewed")
MOST_COPIES = 20
LONGEST_DELAY = 3600.0


class OrderInvalid(Exception):
    """A control request or form that cannot be carried out; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOrder:
    """One review to be posted.

    `times` above 1 posts it again, as a vendor does that lost our answer; `delay` is in seconds. `locator` and
    `token` replace the right ones, as a forger would. `status` may be any text: an unknown verdict is a test too.
    """

    status: str
    comments: tuple[Mapping[str, Any], ...] = ()
    desktop_comments: tuple[Mapping[str, Any], ...] = ()
    video: str = ""
    times: int = 1
    delay: float = 0.0
    locator: str | None = None
    token: str | None = field(default=None, repr=False)


def review_order(asked: Mapping[str, Any]) -> ReviewOrder:
    """From the JSON of a control request; raises `OrderInvalid`."""
    return ReviewOrder(
        status=_text(asked, "status", "Clean"),
        comments=_comments(asked, "comments"),
        desktop_comments=_comments(asked, "desktop_comments"),
        video=_text(asked, "video", ""),
        times=int(number(asked, "times", default=1, lowest=1, highest=MOST_COPIES)),
        delay=number(asked, "delay", default=0, lowest=0, highest=LONGEST_DELAY),
        locator=_text(asked, "locator", "") or None,
        token=_text(asked, "token", "") if "token" in asked else None,
    )


def number(asked: Mapping[str, Any], key: str, *, default: float, lowest: float, highest: float) -> float:
    """A number from JSON or from a form; raises `OrderInvalid`."""
    value = asked.get(key, default)
    try:
        found = float(default if value in ("", None) else value)
    except (TypeError, ValueError):
        found = math.nan
    if not lowest <= found <= highest:
        raise OrderInvalid(f"{key} must be a number from {lowest:g} to {highest:g}.")
    return found


def review_json(attempt: Attempt, order: ReviewOrder) -> dict[str, Any]:
    """The vendor's own form, with what it also sends and the platform must not keep."""
    body, extra = attempt.body, attempt.body["orgExtra"]
    return {
        "examDate": attempt.first_seen.strftime("%m/%d/%Y %H:%M"),
        "examProcessingStatus": "Review Completed",
        "examTakerEmail": extra.get("email", ""),
        "examTakerFirstName": extra["firstName"],
        "examTakerLastName": extra["lastName"],
        "keySetVersion": "",
        "examApiData": body,
        "overAllComments": "",
        "reviewStatus": order.status,
        "userPhotoBase64String": "",
        "videoReviewLink": order.video,
        "examMetaData": {
            "examCode": attempt.exam_code,
            "examName": body["examName"],
            "reviewedExam": str(body["reviewedExam"]),
            "ssiRecordLocator": order.locator or attempt.locator,
            "ssiProduct": body["ssiProduct"],
        },
        "webCamComments": [dict(comment) for comment in order.comments],
        "desktopComments": [dict(comment) for comment in order.desktop_comments],
    }


def _text(asked: Mapping[str, Any], key: str, default: str) -> str:
    value = asked.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise OrderInvalid(f"{key} must be text.")
    return value


def _comments(asked: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    found = asked.get(key) or []
    if not isinstance(found, list):
        raise OrderInvalid(f"{key} must be a list.")
    return tuple(_comment(item, key, position) for position, item in enumerate(found))


def _comment(item: Any, key: str, position: int) -> Mapping[str, Any]:
    """A remark given as text gets a place in the recording; one given as an object is sent as it is."""
    if isinstance(item, dict):
        return item
    if not isinstance(item, str):
        raise OrderInvalid(f"{key} must hold texts or objects.")
    start = 60 * position
    return {
        "comments": item,
        "duration": 30,
        "eventStart": start,
        "eventFinish": start + 30,
        "eventStatus": "Suspicious",
    }
