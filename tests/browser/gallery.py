"""How each screen comes about: rows as they are then, instead of the way that leads there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proctoring_host import platform
from proctoring_host.domain.screens import ScreenId
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Exam
from proctoring_host.platform.django_auth import DjangoPeople
from proctoring_host.platform.ports import Person
from tests.browser.reader import Reader
from tests.factories import make_attempt, make_exam, make_practice_exam, make_timed_exam

Prepare = Callable[[Reader], Exam]
RUNS = (Status.STARTED, Status.READY_TO_SUBMIT)


def _timed(**fields: Any) -> Exam:
    return make_timed_exam(exam_name="Chemistry", **fields)


def _proctored(backend: str = "mock", **fields: Any) -> Exam:
    return make_exam(exam_name="Physics", backend=backend, **fields)


def _practice(**fields: Any) -> Exam:
    return make_practice_exam(exam_name="Practice", backend="mock", **fields)


def _onboarding(**fields: Any) -> Exam:
    return make_practice_exam(exam_name="Onboarding", backend="onboard", **fields)


def _past() -> Any:
    return timezone.now() - timedelta(days=1)


def _unseen(make: Callable[..., Exam], due: bool = False) -> Prepare:
    return lambda reader: make(due_date=_past()) if due else make()


def _with(make: Callable[[], Exam], status: Status, **fields: Any) -> Prepare:
    def prepare(reader: Reader) -> Exam:
        exam, now = make(), timezone.now()
        times = {"started_at": now, "deadline_at": now + timedelta(minutes=50)} if status in RUNS else {}
        make_attempt(exam, reader.user, status, **times, **fields)
        return exam

    return prepare


def _platform(**ports: Any) -> Prepare:
    """A proctored exam on a platform that answers some questions in its own way."""

    def prepare(reader: Reader) -> Exam:
        changed = replace(platform.get(), **ports)
        reader.monkeypatch.setattr(platform, "get", lambda: changed)
        return _proctored()

    return prepare


class _Credit:
    def __init__(self, status: str | None) -> None:
        self.status = status

    def requirements(self, user_id: int, course_id: str) -> list[dict[str, object]]:
        """One requirement before each exam of the course."""
        first = {"namespace": "proctored_exam", "name": "midterm", "display_name": "Midterm", "order": 0}
        exams = Exam.objects.filter(course_id=course_id).values_list("content_id", flat=True)
        later = [{"namespace": "proctored_exam", "name": name, "order": 1} for name in exams]
        return [first | {"status": self.status}, *later]


class _Inactive(DjangoPeople):
    """Accounts may be inactive and signed in on a platform."""

    def person(self, user_id: int) -> Person:
        return replace(super().person(user_id), is_active=False)


def _registration_fails(reader: Reader) -> Exam:
    exam = _proctored("down")
    reader.open(exam)
    reader.press("Set up proctoring")
    reader.sees("registration_failed")
    return exam


GALLERY: Mapping[ScreenId, Prepare] = {
    ScreenId.CONTENT: _with(_proctored, Status.STARTED),
    ScreenId.TIMED_ENTRANCE: _unseen(_timed),
    ScreenId.TIMED_EXPIRED: _unseen(_timed, due=True),
    ScreenId.TIMED_READY_TO_SUBMIT: _with(_timed, Status.READY_TO_SUBMIT),
    ScreenId.TIMED_SUBMITTED: _with(_timed, Status.SUBMITTED),
    ScreenId.PRACTICE_ENTRANCE: _unseen(_practice),
    ScreenId.PRACTICE_ERROR: _with(_practice, Status.ERROR),
    ScreenId.PRACTICE_SUBMITTED: _with(_practice, Status.SUBMITTED),
    ScreenId.ONBOARDING_ENTRANCE: _unseen(_onboarding),
    ScreenId.ONBOARDING_EXPIRED: _unseen(_onboarding, due=True),
    ScreenId.ONBOARDING_ERROR: _with(_onboarding, Status.ERROR),
    ScreenId.ONBOARDING_SUBMITTED: _with(_onboarding, Status.SUBMITTED),
    ScreenId.ONBOARDING_READY_TO_SUBMIT: _with(_onboarding, Status.READY_TO_SUBMIT),
    ScreenId.ONBOARDING_VERIFIED: _with(_onboarding, Status.VERIFIED),
    ScreenId.ONBOARDING_REJECTED: _with(_onboarding, Status.REJECTED),
    ScreenId.PROCTORED_ENTRANCE: _unseen(_proctored),
    ScreenId.PROCTORED_EXPIRED: _unseen(_proctored, due=True),
    ScreenId.FAILED_PREREQUISITES: _platform(credit=_Credit("failed")),
    ScreenId.PENDING_PREREQUISITES: _platform(credit=_Credit(None)),
    ScreenId.PROCTORED_ERROR: _with(_proctored, Status.ERROR),
    ScreenId.PROCTORED_SUBMITTED: _with(_proctored, Status.SUBMITTED),
    ScreenId.PROCTORED_VERIFIED: _with(_proctored, Status.VERIFIED),
    ScreenId.PROCTORED_REJECTED: _with(_proctored, Status.REJECTED),
    ScreenId.READY_TO_SUBMIT: _with(_proctored, Status.READY_TO_SUBMIT),
    ScreenId.ONBOARDING_MISSING: _with(_proctored, Status.ONBOARDING_MISSING),
    ScreenId.ONBOARDING_PENDING: _with(_proctored, Status.ONBOARDING_PENDING),
    ScreenId.ONBOARDING_FAILED: _with(_proctored, Status.ONBOARDING_FAILED),
    ScreenId.ONBOARDING_OUTDATED: _with(_proctored, Status.ONBOARDING_EXPIRED),
    ScreenId.INACTIVE_ACCOUNT: _platform(people=_Inactive()),
    ScreenId.INSTRUCTIONS: _with(_proctored, Status.CREATED),
    ScreenId.READY_TO_START: _with(_proctored, Status.READY_TO_START),
    ScreenId.READY_ELSEWHERE: _with(lambda: _proctored("software_secure"), Status.READY_TO_START),
    ScreenId.WRONG_BROWSER: _with(lambda: _proctored("software_secure"), Status.STARTED),
    ScreenId.READY_TO_RESUME: _with(_proctored, Status.ERROR, ready_to_resume=True, saved_seconds=1500),
    ScreenId.TIMED_OUT: _with(_timed, Status.TIMED_OUT),
    ScreenId.BACKEND_UNAVAILABLE: _unseen(lambda: _proctored("gone")),
    ScreenId.REGISTERING: _with(_proctored, Status.CREATED, external_id=None),
    ScreenId.REGISTRATION_FAILED: _registration_fails,
}
SCREENS = pytest.mark.parametrize("screen", GALLERY, ids=str)
