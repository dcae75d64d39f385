"""What a hook may answer. Each function returns the answer as the host wants it, or raises `Unusable`."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from proctoring_host.data import (
    CheckMessage,
    FollowUp,
    FollowUpAnswer,
    Launched,
    LaunchInfo,
    Notified,
    OnboardingProfile,
    ParsedCallback,
    Ready,
    RegisteredAttempt,
    Review,
    ReviewComment,
    ReviewDecision,
)
from proctoring_host.domain.statuses import REVIEWED, ReviewStatus, Status

T = TypeVar("T")
LONGEST_ID = 255
LONGEST_NAME = 100
LONGEST_WAIT_SECONDS = 366 * 24 * 3600.0
LARGEST_PAYLOAD = 64 * 1024
VERDICTS = REVIEWED | {Status.ERROR}
# In JSON: NUL, which is always escaped there, and halves of a pair. Not every database takes them.
_NOT_FOR_DATABASES = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")


class Unusable(Exception):
    """An answer that breaks the hook's contract; the message holds types and never values."""


def instance_of(kind: type[T]) -> Callable[[object], T]:
    """A check for one type."""

    def check(answer: object) -> T:
        if isinstance(answer, kind):
            return answer
        raise Unusable(f"The answer must be {kind.__name__}, not {type(answer).__name__}.")

    return check


def many(kind: type[T]) -> Callable[[object], tuple[T, ...]]:
    """A check for an iterable of one type; it is read to its end here, where a generator's errors are caught."""

    def check(answer: object) -> tuple[T, ...]:
        if not isinstance(answer, Iterable) or isinstance(answer, str | bytes):
            raise Unusable(f"The answer must be a list of {kind.__name__}, not {type(answer).__name__}.")
        return tuple(instance_of(kind)(item) for item in answer)

    return check


def external_id(answer: object) -> str:
    """A vendor's id: text that can be stored and looked up again."""
    if not isinstance(answer, str) or not answer.strip():
        raise Unusable("The vendor's id must be non-empty text.")
    if len(answer) > LONGEST_ID or not answer.isprintable():
        raise Unusable(f"The vendor's id must be printable text of at most {LONGEST_ID} characters.")
    return answer


def address(answer: object) -> str:
    """An address for a person's browser. Anything but http(s) could be a script."""
    if not isinstance(answer, str) or not answer.lower().startswith(("https://", "http://")):
        raise Unusable("The address must begin with https:// or http://.")
    return answer


def sealed_text(answer: object) -> str:
    """What a backend encrypted; only it can read it."""
    if not isinstance(answer, str) or not answer.isascii() or not answer:
        raise Unusable("An encrypted link must be non-empty ASCII text.")
    return answer


def registered_attempt(answer: object) -> RegisteredAttempt:
    registered = instance_of(RegisteredAttempt)(answer)
    external_id(registered.external_id)
    _follow_ups(registered.follow_ups)
    return registered


def notified(answer: object) -> Notified:
    """A hook that has nothing to say may return None."""
    told = Notified() if answer is None else instance_of(Notified)(answer)
    _follow_ups(told.follow_ups)
    return told


def launch_info(answer: object) -> LaunchInfo:
    info = LaunchInfo() if answer is None else instance_of(LaunchInfo)(answer)
    for url in (info.download_url, info.script_url):
        if url and not url.startswith("/"):
            address(url)
    for text in (*info.steps, *info.rules):
        instance_of(str)(text)
    return info


def parsed_callback(answer: object) -> ParsedCallback:
    if isinstance(answer, Review):
        return review(answer)
    if isinstance(answer, Ready):
        return _named(answer, "attempt_code", "external_id")
    if isinstance(answer, Launched):
        return _named(answer, "attempt_code")
    raise Unusable(f"The answer must be Ready, Launched or Review, not {type(answer).__name__}.")


def follow_up_answer(answer: object) -> FollowUpAnswer:
    if answer is None:
        return None
    if isinstance(answer, FollowUp):
        _follow_ups((answer,))
        return answer
    return parsed_callback(answer)


def review(answer: object) -> Review:
    """A verdict in our words: a vendor's own word slipped in as the status must never count as one of ours."""
    found = instance_of(Review)(answer)
    if not isinstance(found.status, ReviewStatus):
        raise Unusable(f"Review.status must be ReviewStatus, not {type(found.status).__name__}.")
    for comment in found.comments:
        instance_of(ReviewComment)(comment)
    return _named(found, "attempt_code", "external_id", "reviewed_by", "encrypted_video_url")


def _named(answer: T, *fields: str) -> T:
    """What a vendor sent in place of a text is neither looked up nor stored."""
    for name in fields:
        if not isinstance(getattr(answer, name), str):
            raise Unusable(f"{type(answer).__name__}.{name} must be text, not {type(getattr(answer, name)).__name__}.")
    return answer


def reviews(answer: object) -> tuple[Review, ...]:
    return tuple(review(item) for item in many(Review)(answer))


def onboarding_profiles(answer: object) -> tuple[OnboardingProfile, ...]:
    return many(OnboardingProfile)(answer)


def check_messages(answer: object) -> tuple[CheckMessage, ...]:
    return () if answer is None else many(CheckMessage)(answer)


def mapping(answer: object) -> Mapping[str, Any]:
    if isinstance(answer, Mapping):
        return answer
    raise Unusable(f"The answer must be a dictionary, not {type(answer).__name__}.")


def decision(answer: object) -> ReviewDecision | None:
    if answer is None:
        return None
    found = instance_of(ReviewDecision)(answer)
    if found.to_status is not None and instance_of(Status)(found.to_status) not in VERDICTS:
        raise Unusable(f"ReviewDecision.to_status must be None or one of {', '.join(sorted(VERDICTS))}.")
    return found


def anything(answer: object) -> Any:
    """For hooks whose answer is thrown away."""
    return answer


def _follow_ups(wishes: object) -> None:
    """They are written down with what came with them, so one that cannot be would undo that."""
    for wish in many(FollowUp)(wishes):
        if not _is_name(wish.name):
            raise Unusable(f"FollowUp.name must be printable text of at most {LONGEST_NAME} characters.")
        if not _is_wait(wish.after_seconds):
            raise Unusable("FollowUp.after_seconds must be seconds, from 0 to a year.")
        _stored_as_json(wish.payload)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _is_wait(seconds: object) -> bool:
    return isinstance(seconds, int | float) and 0 <= seconds <= LONGEST_WAIT_SECONDS


def _stored_as_json(payload: Mapping[str, Any]) -> None:
    try:
        text = json.dumps(dict(payload), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Unusable(f"FollowUp.payload must be a dictionary that JSON can hold ({type(error).__name__}).") from None
    if len(text.encode(errors="replace")) > LARGEST_PAYLOAD:
        raise Unusable(f"FollowUp.payload must have at most {LARGEST_PAYLOAD} bytes.")
    if _NOT_FOR_DATABASES.search(text):
        raise Unusable("FollowUp.payload must hold neither NUL nor halves of a surrogate pair.")
