"""Attempts, read through the service."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Attempt, Exam
from proctoring_host.openedx.service import ProctoringService
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ELSEWHERE = "course-v1:Demo+T2+2026"


def running(user: User, exam: Exam | None = None, **fields: Any) -> Attempt:
    now = timezone.now()
    times = {"started_at": now, "deadline_at": now + timedelta(minutes=90), "completed_at": None}
    return make_attempt(exam or make_exam(), user, Status.STARTED, **{**times, **fields})


def overdue(user: User, exam: Exam | None = None) -> Attempt:
    return running(user, exam, deadline_at=timezone.now() - timedelta(minutes=1))


def test_get_current_exam_attempt(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    assert service.get_current_exam_attempt(exam.pk, learner.pk) is None
    attempt = running(learner, exam)
    found = service.get_current_exam_attempt(exam.pk, learner.pk)
    assert found is not None
    assert found == {
        "id": attempt.pk,
        "created": attempt.created.isoformat(),
        "modified": attempt.modified.isoformat(),
        "user": {"id": learner.pk, "username": "ada", "email": "ada@example.com"},
        "started_at": attempt.started_at,
        "completed_at": None,
        "external_id": attempt.external_id,
        "status": "started",
        "proctored_exam": service.get_exam_by_id(exam.pk),
        "allowed_time_limit_mins": 90,
        "attempt_code": attempt.code,
        "is_sample_attempt": False,
        "taking_as_proctored": True,
        "review_policy_id": None,
        "is_status_acknowledged": False,
        "time_remaining_seconds": None,
        "is_resumable": False,
        "ready_to_resume": False,
        "resumed": False,
    }


@override_settings(TIME_ZONE="America/New_York")
def test_times_of_rows_are_texts_in_the_zone_of_the_site(service: ProctoringService, learner: User) -> None:
    attempt = running(learner)
    found = service.get_exam_attempt_by_id(attempt.pk)
    assert found is not None
    assert found["created"].endswith(("-05:00", "-04:00"))
    assert datetime.fromisoformat(found["created"]) == attempt.created


def test_get_exam_attempt_by_id(service: ProctoringService, learner: User) -> None:
    attempt = running(learner)
    found = service.get_exam_attempt_by_id(attempt.pk)
    assert found is not None
    assert found["id"] == attempt.pk
    assert service.get_exam_attempt_by_id(99999) is None


def test_get_exam_attempt_by_id_ends_an_attempt_whose_time_is_up(service: ProctoringService, learner: User) -> None:
    attempt = overdue(learner)
    found = service.get_exam_attempt_by_id(attempt.pk)
    assert found is not None
    assert (found["status"], found["completed_at"]) == ("submitted", attempt.deadline_at)


def test_get_exam_attempt_by_external_id(service: ProctoringService, learner: User) -> None:
    attempt = running(learner, external_id="at the vendor")
    found = service.get_exam_attempt_by_external_id("at the vendor")
    assert found is not None
    assert found["id"] == attempt.pk
    assert service.get_exam_attempt_by_external_id("elsewhere") is None


def test_get_exam_attempt_by_code(service: ProctoringService, learner: User) -> None:
    attempt = running(learner)
    found = service.get_exam_attempt_by_code(attempt.code)
    assert found is not None
    assert found["id"] == attempt.pk
    assert service.get_exam_attempt_by_code("nobody's") is None


@override_settings(LMS_ROOT_URL="https://lms.example", LEARNING_MICROFRONTEND_URL="https://learn.example")
def test_get_exam_attempt_data(service: ProctoringService, learner: User) -> None:
    attempt = running(learner, make_timed_exam(exam_name="Midterm"))
    found = service.get_exam_attempt_data(attempt.exam_id, attempt.pk)
    assert 5390 < found.pop("time_remaining_seconds") <= 5400
    content = attempt.exam.content_id
    assert found == {
        "in_timed_exam": True,
        "taking_as_proctored": False,
        "exam_type": "a timed exam",
        "exam_display_name": "Midterm",
        "exam_url_path": f"/courses/{COURSE}/exams/{content}",
        "total_time": "1 hour and 30 minutes",
        "low_threshold_sec": 1080,
        "critically_low_threshold_sec": 270,
        "course_id": COURSE,
        "attempt_id": attempt.pk,
        "external_id": None,
        "accessibility_time_string": "you have 1 hour and 30 minutes remaining",
        "attempt_status": "started",
        "exam_started_poll_url": f"/api/edx_proctoring/v1/proctored_exam/attempt/{attempt.pk}",
        "attempt_ready_to_resume": False,
        "use_legacy_attempt_api": True,
        "desktop_application_js_url": "",
    }
    in_front_end = service.get_exam_attempt_data(attempt.exam_id, attempt.pk, is_learning_mfe=True)
    assert in_front_end["exam_url_path"] == f"https://learn.example/course/{COURSE}/{content}"


def test_get_exam_attempt_data_refuses_an_attempt_at_another_exam(service: ProctoringService, learner: User) -> None:
    attempt = running(learner)
    with pytest.raises(AttemptNotFound):
        service.get_exam_attempt_data(make_exam().pk, attempt.pk)
    with pytest.raises(AttemptNotFound):
        service.get_exam_attempt_data(attempt.exam_id, 99999)


def test_get_all_exam_attempts(service: ProctoringService, learner: User, django_assert_num_queries: Any) -> None:
    first, second = running(learner), running(make_user())
    running(learner, make_exam(course_id=ELSEWHERE))
    assert [found["id"] for found in service.get_all_exam_attempts(COURSE)] == [second.pk, first.pk]
    for _ in range(3):
        running(make_user())
    with django_assert_num_queries(1):
        assert len(service.get_all_exam_attempts(COURSE)) == 5


def test_get_filtered_exam_attempts(service: ProctoringService, learner: User, django_assert_num_queries: Any) -> None:
    mine = running(learner)
    running(make_user("bert"))
    with django_assert_num_queries(1):
        assert [found["id"] for found in service.get_filtered_exam_attempts(COURSE, "AD")] == [mine.pk]
    assert service.get_filtered_exam_attempts(COURSE, "nobody") == []


def test_get_user_attempts_by_exam_id(
    service: ProctoringService, learner: User, django_assert_num_queries: Any
) -> None:
    exam = make_practice_exam()
    first = make_attempt(exam, learner, Status.ONBOARDING_RESET, live_key=None)
    second = running(learner, exam)
    running(make_user(), exam)
    with django_assert_num_queries(1):
        assert [found["id"] for found in service.get_user_attempts_by_exam_id(learner.pk, exam.pk)] == [
            second.pk,
            first.pk,
        ]


def test_get_active_exams_for_user(service: ProctoringService, learner: User) -> None:
    here, there = make_timed_exam(), make_timed_exam(course_id=ELSEWHERE)
    attempt = running(learner, here)
    running(learner, there)
    overdue(learner, make_timed_exam())
    service.add_allowance_for_user(here.pk, "ada", "additional_time_granted", "10")
    found = service.get_active_exams_for_user(learner.pk, COURSE)
    assert [each["exam"] for each in found] == [service.get_exam_by_id(here.pk)]
    assert found[0]["attempt"] == service.get_exam_attempt_by_id(attempt.pk)
    assert found[0]["allowances"] == service.get_allowances_for_course(COURSE)
    assert {each["exam"]["id"] for each in service.get_active_exams_for_user(learner.pk)} == {here.pk, there.pk}


def test_get_active_exams_for_user_takes_the_same_queries_for_any_number(
    service: ProctoringService, learner: User, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        running(learner, make_timed_exam())
        with django_assert_num_queries(2):
            service.get_active_exams_for_user(learner.pk)
    for _ in range(5):
        running(learner, make_timed_exam())
    with django_assert_num_queries(2):
        assert len(service.get_active_exams_for_user(learner.pk)) == 7


def test_get_exam_violation_report_takes_the_same_queries_for_any_number(
    service: ProctoringService, learner: User, django_assert_num_queries: Any
) -> None:
    for number in (1, 6):
        for _ in range(number):
            make_attempt(make_exam(), make_user(), Status.SUBMITTED)
        with django_assert_num_queries(2):
            service.get_exam_violation_report(COURSE)


def test_get_attempt_status_summary(service: ProctoringService, learner: User) -> None:
    exam, timed = make_exam(), make_timed_exam()
    found = service.get_attempt_status_summary(learner.pk, COURSE, exam.content_id)
    assert found is not None
    assert (found["status"], found["in_completed_state"]) == ("eligible", False)
    assert set(found) == {"status", "short_description", "suggested_icon", "in_completed_state"}
    of_timed = service.get_attempt_status_summary(learner.pk, COURSE, timed.content_id)
    assert of_timed is not None
    assert set(of_timed) == {"short_description", "suggested_icon", "in_completed_state"}
    assert service.get_attempt_status_summary(learner.pk, COURSE, "nothing") is None


def test_get_last_exam_completion_date(service: ProctoringService, learner: User) -> None:
    last = datetime(2026, 3, 1, tzinfo=UTC)
    first, second = make_exam(), make_exam()
    make_practice_exam()
    make_timed_exam()
    make_attempt(first, learner, Status.VERIFIED)
    assert service.get_last_exam_completion_date(COURSE, "ada") is None
    attempt = make_attempt(second, learner, Status.STARTED, completed_at=None)
    assert service.get_last_exam_completion_date(COURSE, "ada") is None
    Attempt.objects.filter(pk=attempt.pk).update(status=Status.SUBMITTED, completed_at=last)
    assert service.get_last_exam_completion_date(COURSE, "ada") == last
    assert service.get_last_exam_completion_date(ELSEWHERE, "ada") is None
    assert service.get_last_exam_completion_date(COURSE, "nobody") is None


def test_get_exam_violation_report(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    assert service.get_exam_violation_report(COURSE, include_practice_exams=True) == [
        {
            "course_id": COURSE,
            "exam_name": attempt.exam.exam_name,
            "username": "ada",
            "email": "ada@example.com",
            "attempt_code": attempt.code,
            "allowed_time_limit_mins": 90,
            "is_sample_attempt": False,
            "started_at": attempt.started_at,
            "completed_at": attempt.completed_at,
            "status": "submitted",
            "review_status": None,
            "provider": "fake",
            "user_id": learner.pk,
        }
    ]
