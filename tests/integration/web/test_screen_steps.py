"""Every button that a screen offers does what it says, and leads to another screen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proctoring_host import Capability
from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.models import Exam
from tests.factories import make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
STATUSES: dict[ExamKind, tuple[Status | None, ...]] = {
    ExamKind.TIMED: (
        None,
        Status.CREATED,
        Status.READY_TO_START,
        Status.ONBOARDING_MISSING,
        Status.STARTED,
        Status.READY_TO_SUBMIT,
    ),
    ExamKind.PROCTORED: (
        None,
        Status.CREATED,
        Status.READY_TO_START,
        Status.STARTED,
        Status.READY_TO_SUBMIT,
        Status.ONBOARDING_MISSING,
    ),
    ExamKind.PRACTICE: (None, Status.CREATED, Status.ERROR, Status.SUBMITTED, Status.TIMED_OUT),
    ExamKind.ONBOARDING: (Status.READY_TO_SUBMIT, Status.SUBMITTED, Status.REJECTED, Status.ONBOARDING_RESET),
}
STANDINGS = [(kind, status) for kind, statuses in STATUSES.items() for status in statuses]
# What can be asked for again while the first wish is still under way shows the same screen.
STAYS = {"registering"}


def made(kind: ExamKind) -> Exam:
    return {
        ExamKind.TIMED: make_timed_exam,
        ExamKind.PROCTORED: make_exam,
        ExamKind.PRACTICE: make_practice_exam,
        ExamKind.ONBOARDING: make_practice_exam,
    }[kind]()


class Learner:
    """A new account with an attempt that stands as wished."""

    def __init__(self, exam: Exam, status: Status | None) -> None:
        user, now = make_user(), timezone.now()
        self.exam, self.client = exam, Client()
        self.client.force_login(user)
        times: dict[str, Any] = {}
        if status in (Status.STARTED, Status.READY_TO_SUBMIT):
            times = {"started_at": now, "deadline_at": now + timedelta(hours=1)}
        if status is Status.ONBOARDING_RESET:
            times = {"live_key": None}
        if status is not None:
            make_attempt(exam, user, status, **times)

    def look(self) -> str:
        return self.client.get(f"/courses/{self.exam.course_id}/exams/{self.exam.content_id}/").content.decode()

    def press(self, step: str) -> str:
        self.client.post(f"/api/edx_proctoring/learner/exams/{self.exam.pk}/{step}")
        return self.look()


def screen(html: str) -> str:
    return re.findall(r'data-screen="(\w+)"', html)[0]


@pytest.mark.parametrize(("kind", "status"), STANDINGS, ids=lambda value: str(value or "no attempt"))
def test_every_button_of_a_screen_does_its_step(kind: ExamKind, status: Status | None) -> None:
    with using_fake_backend(capabilities=[Capability.ONBOARDING] if kind is ExamKind.ONBOARDING else []):
        exam = made(kind)
        before = Learner(exam, status).look()
        done = {step: Learner(exam, status).press(step) for step in re.findall(r'data-step="(\w+)"', before)}

    for step, after in done.items():
        assert 'role="alert">' not in after.replace('class="clock-alert" role="alert">', ""), (step, screen(before))
        assert screen(after) != screen(before) or screen(after) in STAYS, step
