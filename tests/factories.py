"""Rows and values for tests, with defaults that say nothing: a test names only what it is about."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User

from proctoring_host.attempts.newest import supersede_others
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Actor, Status
from proctoring_host.models import Attempt, Exam

T0 = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
COURSE = "course-v1:Demo+T1+2026"

_numbers = itertools.count(1)
_NEVER_STARTED = (PRE_STARTED | {Status.DECLINED}) | {status for status in Status if status.startswith("onboarding")}


class FakeClock:
    """A clock that stands still until it is moved; call it for the time."""

    def __init__(self, now: datetime = T0) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def cause(
    actor: Actor = Actor.LEARNER,
    *,
    at: datetime = T0,
    user: AbstractBaseUser | None = None,
    reason: str = "",
) -> Cause:
    """A cause at `T0`, unless told otherwise."""
    return Cause(actor=actor, at=at, user_id=user.pk if user else None, reason=reason)


def make_user(username: str = "", **fields: Any) -> User:
    """An active account without a password."""
    name = username or f"learner{next(_numbers)}"
    return User.objects.create_user(username=name, email=f"{name}@example.com", **fields)


def make_exam(**fields: Any) -> Exam:
    """An active proctored exam of 90 minutes at the backend `fake`."""
    number = next(_numbers)
    defaults: Mapping[str, Any] = {
        "course_id": COURSE,
        "content_id": f"block-v1:Demo+T1+2026+type@sequential+block@exam{number}",
        "exam_name": f"Exam {number}",
        "time_limit_mins": 90,
        "is_proctored": True,
        "backend": "fake",
    }
    return Exam.objects.create(**{**defaults, **fields})


def make_timed_exam(**fields: Any) -> Exam:
    return make_exam(**{"is_proctored": False, **fields})


def make_practice_exam(**fields: Any) -> Exam:
    return make_exam(**{"is_practice_exam": True, **fields})


def make_attempt(
    exam: Exam | None = None, user: AbstractBaseUser | None = None, status: Status = Status.CREATED, **fields: Any
) -> Attempt:
    """An attempt that looks as if it had come to `status` by the usual way, started at `T0`.

    It is registered at its backend where the exam is proctored, is live, and has no log.
    """
    exam = exam or make_exam()
    user = user or make_user()
    number = next(_numbers)
    defaults: Mapping[str, Any] = {
        "code": f"00000000-0000-4000-8000-{number:012d}",
        "external_id": f"external-{number}" if exam.is_proctored else None,
        "backend": exam.backend if exam.is_proctored else "",
        "taking_as_proctored": exam.is_proctored,
        "is_sample_attempt": exam.is_practice_exam,
        "live_key": f"{user.pk}:{exam.pk}",
        "newest_in": None if fields.get("removed_at") else exam.course_id,
    }
    times = {} if status in _NEVER_STARTED else _times(exam, status)
    made = Attempt.everything.create(exam=exam, user=user, status=status, **{**defaults, **times, **fields})
    if made.removed_at is None:
        supersede_others(made)
    return made


def _times(exam: Exam, status: Status) -> dict[str, Any]:
    seconds = exam.time_limit_mins * 60
    times: dict[str, Any] = {
        "started_at": T0,
        "allowed_seconds": seconds,
        "deadline_at": T0 + timedelta(seconds=seconds),
    }
    if status not in IN_PROGRESS | {Status.ERROR}:
        times["completed_at"] = T0 + timedelta(minutes=30)
    return times
