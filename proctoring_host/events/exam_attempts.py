"""The five events about exam attempts of openedx-events."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host.events.installed import is_installed as _is_installed
from proctoring_host.platform import Person

RESET = "reset"
SIGNAL_OF = {
    "submitted": "EXAM_ATTEMPT_SUBMITTED",
    "verified": "EXAM_ATTEMPT_VERIFIED",
    "rejected": "EXAM_ATTEMPT_REJECTED",
    "errored": "EXAM_ATTEMPT_ERRORED",
    RESET: "EXAM_ATTEMPT_RESET",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamAttempt:
    """What such an event holds; `requesting_user` is who caused it, where that was a person."""

    course_id: str
    content_id: str
    exam_type: str
    user_id: int
    student: Person
    requesting_user: tuple[int, Person] | None = None


def is_installed() -> bool:
    return _is_installed("openedx_events")


def send(event: str, attempt: ExamAttempt) -> Sequence[str]:
    """Send one of `SIGNAL_OF`; the names of the receivers that raised. Content without a usage key has no event."""
    signals = importlib.import_module("openedx_events.learning.signals")
    data = _data(attempt)
    if data is None:
        return ()
    answers = getattr(signals, SIGNAL_OF[event]).send_event(exam_attempt=data)
    return [name_of(receiver) for receiver, answer in answers if isinstance(answer, Exception)]


def name_of(receiver: Any) -> str:
    return str(getattr(receiver, "__qualname__", type(receiver).__name__))


def _data(attempt: ExamAttempt) -> Any | None:
    kinds = importlib.import_module("openedx_events.learning.data")
    try:
        course = CourseKey.from_string(attempt.course_id)
        content = UsageKey.from_string(attempt.content_id).map_into_course(course)
    except InvalidKeyError:
        return None
    by = attempt.requesting_user
    return kinds.ExamAttemptData(
        student_user=_user(kinds, attempt.user_id, attempt.student),
        course_key=course,
        usage_key=content,
        exam_type=attempt.exam_type,
        requesting_user=_user(kinds, *by) if by else None,
    )


def _user(kinds: Any, user_id: int, person: Person) -> Any:
    pii = kinds.UserPersonalData(username=person.username, email=person.email, name=person.full_name)
    return kinds.UserData(pii=pii, id=user_id, is_active=person.is_active)
