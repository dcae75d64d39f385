"""In Studio, which has no services for grades and certificates, platform code reads attempts and changes none."""

from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BelongsToLms
from proctoring_host.models import Allowance, Attempt, Effect, Exam, Transition
from proctoring_host.openedx.service import ProctoringService, allowances, attempts_change
from tests.factories import COURSE, make_attempt, make_exam
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db

CHANGES: dict[str, dict[str, Any]] = {
    "add_allowance_for_user": {"exam_id": 1, "user_info": "ada", "key": "additional_time_granted", "value": "5"},
    "add_bulk_allowances": {"exam_ids": [1], "user_ids": [1], "allowance_type": "time_multiplier", "value": "2"},
    "create_exam_attempt": {"exam_id": 1, "user_id": 1},
    "mark_exam_attempt_as_ready": {"attempt_id": 1},
    "mark_exam_attempt_as_ready_to_resume": {"attempt_id": 1},
    "mark_exam_attempt_as_resumed": {"attempt_id": 1},
    "mark_exam_attempt_timeout": {"attempt_id": 1},
    "remove_allowance_for_user": {"exam_id": 1, "user_id": 1, "key": "additional_time_granted"},
    "remove_exam_attempt": {"attempt_id": 1, "requesting_user": None},
    "reset_practice_exam": {"exam_id": 1, "user_id": 1, "requesting_user": None},
    "start_exam_attempt": {"exam_id": 1, "user_id": 1},
    "start_exam_attempt_by_code": {"attempt_code": "code"},
    "stop_exam_attempt": {"attempt_id": 1},
    "update_attempt_status": {"attempt_id": 1, "to_status": "rejected"},
    "update_exam_attempt": {"attempt_id": 1, "is_status_acknowledged": True},
}


@pytest.fixture(autouse=True)
def studio(settings: Any) -> None:
    settings.PROCTORING_IN_STUDIO = True


def overdue(learner: User) -> Attempt:
    return make_attempt(user=learner, status=Status.STARTED)


def traces() -> list[int]:
    return [model.objects.count() for model in (Transition, Effect, Allowance)]


@pytest.mark.parametrize("function", sorted(CHANGES))
def test_what_changes_an_attempt_names_where_it_belongs(service: ProctoringService, function: str) -> None:
    with pytest.raises(BelongsToLms, match=rf"{function} .* LMS"):
        getattr(service, function)(**CHANGES[function])


@pytest.mark.parametrize("module", [allowances, attempts_change], ids=lambda module: module.__name__)
def test_no_function_that_changes_one_is_left_out(module: ModuleType) -> None:
    own = {name for name, found in vars(module).items() if getattr(found, "__module__", "") == module.__name__}

    assert {name for name in own if not name.startswith(("_", "get_"))} <= set(CHANGES)


def test_a_refused_change_leaves_no_trace(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.SUBMITTED)

    with pytest.raises(BelongsToLms):
        service.update_attempt_status(attempt.pk, "rejected")
    with pytest.raises(BelongsToLms):
        service.add_allowance_for_user(attempt.exam_id, learner.pk, "additional_time_granted", "5")

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED
    assert traces() == [0, 0, 0]


def test_an_attempt_whose_time_is_up_is_read_as_it_is_stored(service: ProctoringService, learner: User) -> None:
    attempt = overdue(learner)

    found = service.get_exam_attempt_by_id(attempt.pk)

    attempt.refresh_from_db()
    assert (found or {})["status"] == attempt.status == Status.STARTED
    assert traces() == [0, 0, 0]


def test_no_screen_stands_before_content_and_none_is_begun(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    request = RequestFactory().get("/")
    request.user = learner

    assert service.get_student_view(learner.pk, COURSE, exam.content_id, {"request": request}) is None
    assert not Attempt.everything.exists()


def test_authors_make_exams_and_their_policies(service: ProctoringService, teacher: User, vendor: FakeVendor) -> None:
    made = service.create_exam(COURSE, "block-v1:Demo+T1+2026+type@sequential+block@new", "Midterm", 60, backend="fake")
    service.update_exam(made, exam_name="Finals")
    service.create_exam_review_policy(made, teacher.pk, "Closed book.")

    assert Exam.objects.get().exam_name == "Finals"
    assert service.get_review_policy_by_exam_id(made)["review_policy"] == "Closed book."


def test_in_the_lms_the_same_call_is_carried_out(service: ProctoringService, learner: User, settings: Any) -> None:
    settings.PROCTORING_IN_STUDIO = False
    attempt = make_attempt(user=learner, status=Status.SUBMITTED)

    service.update_attempt_status(attempt.pk, "rejected")

    attempt.refresh_from_db()
    assert attempt.status == Status.REJECTED
