"""Ids and texts that other people's code hands over by mistake: typed errors, on every database the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from proctoring_host.errors import InvalidValue, ProctoringError
from proctoring_host.models import Attempt, Exam
from proctoring_host.openedx.service import ProctoringService
from tests.factories import COURSE, make_attempt, make_exam

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
SERVICE = ProctoringService()
WITH_AN_ID: dict[str, Callable[[Any], object]] = {
    "add_allowance_for_user": lambda wrong: SERVICE.add_allowance_for_user(wrong, 1, "additional_time_granted", "5"),
    "check_prerequisites": lambda wrong: SERVICE.check_prerequisites({"id": wrong}, 1),
    "create_exam_attempt": lambda wrong: SERVICE.create_exam_attempt(wrong, 1),
    "create_exam_review_policy": lambda wrong: SERVICE.create_exam_review_policy(wrong, 1, "No book"),
    "get_active_exams_for_user": SERVICE.get_active_exams_for_user,
    "get_attempt_status_summary": lambda wrong: SERVICE.get_attempt_status_summary(wrong, COURSE, "content"),
    "get_current_exam_attempt": lambda wrong: SERVICE.get_current_exam_attempt(wrong, 1),
    "get_current_exam_attempt, learner": lambda wrong: SERVICE.get_current_exam_attempt(1, wrong),
    "get_exam_attempt_by_id": SERVICE.get_exam_attempt_by_id,
    "get_exam_attempt_data": lambda wrong: SERVICE.get_exam_attempt_data(wrong, 1),
    "get_exam_by_id": SERVICE.get_exam_by_id,
    "get_proctoring_settings_by_exam_id": SERVICE.get_proctoring_settings_by_exam_id,
    "get_review_policy_by_exam_id": SERVICE.get_review_policy_by_exam_id,
    "get_user_attempts_by_exam_id": lambda wrong: SERVICE.get_user_attempts_by_exam_id(1, wrong),
    "mark_exam_attempt_as_ready": SERVICE.mark_exam_attempt_as_ready,
    "mark_exam_attempt_as_ready_to_resume": SERVICE.mark_exam_attempt_as_ready_to_resume,
    "mark_exam_attempt_as_resumed": SERVICE.mark_exam_attempt_as_resumed,
    "mark_exam_attempt_timeout": SERVICE.mark_exam_attempt_timeout,
    "remove_allowance_for_user": lambda wrong: SERVICE.remove_allowance_for_user(wrong, 1, "additional_time_granted"),
    "remove_exam_attempt": lambda wrong: SERVICE.remove_exam_attempt(wrong, User(pk=1)),
    "remove_review_policy": SERVICE.remove_review_policy,
    "reset_practice_exam": lambda wrong: SERVICE.reset_practice_exam(wrong, 1, User(pk=1)),
    "start_exam_attempt": lambda wrong: SERVICE.start_exam_attempt(wrong, 1),
    "stop_exam_attempt": SERVICE.stop_exam_attempt,
    "update_attempt_status": lambda wrong: SERVICE.update_attempt_status(wrong, "verified"),
    "update_exam": lambda wrong: SERVICE.update_exam(wrong, exam_name="Other"),
    "update_exam_attempt": lambda wrong: SERVICE.update_exam_attempt(wrong, is_status_acknowledged=True),
    "update_review_policy": lambda wrong: SERVICE.update_review_policy(wrong, 1, "No book"),
}


@pytest.mark.parametrize("name", WITH_AN_ID)
@pytest.mark.parametrize("wrong", ["abc", "", "5\x00", True, 1.5, 10**30, [5]], ids=repr)
def test_what_is_no_id_is_refused_before_the_database_sees_it(name: str, wrong: Any) -> None:
    with transaction.atomic():
        with pytest.raises(InvalidValue, match="must be a whole number"):
            WITH_AN_ID[name](wrong)
        assert not Exam.objects.exists()


def test_an_id_with_something_behind_it_is_not_that_id() -> None:
    attempt = make_attempt(make_exam())
    with pytest.raises(InvalidValue, match="attempt_id must be a whole number"):
        SERVICE.update_attempt_status(f"{attempt.pk}th", "verified")  # type: ignore[arg-type]
    assert Attempt.objects.get().status == attempt.status


def test_an_id_may_be_text() -> None:
    attempt = make_attempt(make_exam())
    found = SERVICE.get_exam_attempt_by_id(str(attempt.pk))  # type: ignore[arg-type]
    assert found is not None
    assert found["id"] == attempt.pk
    data = SERVICE.get_exam_attempt_data(str(attempt.exam_id), attempt_id=str(attempt.pk))  # type: ignore[arg-type]
    assert data["attempt_id"] == attempt.pk


def test_none_is_nobody_s_id() -> None:
    nobody: Any = None
    assert SERVICE.get_exam_attempt_by_id(nobody) is None
    assert SERVICE.get_exam_attempt_by_code(nobody) is None
    assert SERVICE.get_exam_attempt_by_external_id(nobody) is None
    assert SERVICE.get_current_exam_attempt(make_exam().pk, nobody) is None


WITH_A_TEXT: dict[str, Callable[[str], object]] = {
    "add_allowance_for_user": lambda wrong: SERVICE.add_allowance_for_user(make_exam().pk, wrong, "key", "5"),
    "get_all_exams_for_course": SERVICE.get_all_exams_for_course,
    "get_exam_by_content_id": lambda wrong: SERVICE.get_exam_by_content_id(COURSE, wrong),
    "get_filtered_exam_attempts": lambda wrong: SERVICE.get_filtered_exam_attempts(COURSE, wrong),
    "get_last_exam_completion_date": lambda wrong: SERVICE.get_last_exam_completion_date(COURSE, wrong),
}


@pytest.mark.parametrize("name", WITH_A_TEXT)
@pytest.mark.parametrize("wrong", ["a\x00", "\ud800"], ids=["NUL", "half a character"])
def test_a_text_that_no_database_takes_is_refused(name: str, wrong: str) -> None:
    with pytest.raises(ProctoringError, match="no text may have"):
        WITH_A_TEXT[name](wrong)


def test_update_exam_refuses_a_due_date_that_is_none() -> None:
    with pytest.raises(InvalidValue):
        SERVICE.update_exam(make_exam().pk, due_date="tomorrow")  # type: ignore[arg-type]
