"""How often the busiest requests ask the database, with what follows from them: each number is there to be lowered."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from proctoring_host.data import Review
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.models import Attempt, Exam
from proctoring_host.reviews.receive import receive_review
from proctoring_host.web.learner.view import get_student_view
from tests.factories import COURSE, cause, make_attempt, make_exam, make_timed_exam
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db
V1 = "/api/edx_proctoring/v1/proctored_exam"
AS_JSON = "application/json"


@pytest.fixture
def warm(learner_client: Client) -> None:
    """What a process reads once, such as the settings of sites, is read."""
    learner_client.get(f"{V1}/attempt")


@pytest.fixture
def running(learner: User) -> Attempt:
    now = timezone.now()
    times = {"started_at": now, "deadline_at": now + timedelta(hours=1), "allowed_seconds": 3600}
    return make_attempt(make_timed_exam(), user=learner, status=Status.STARTED, **times)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/attempt/{attempt.pk}", 3),
        ("/attempt", 3),
        ("/exam/exam_id/{exam.pk}", 3),
        ("/exam/course_id/{exam.course_id}", 3),
        ("/attempt/course_id/{exam.course_id}?content_id={exam.content_id}&is_learning_mfe=true", 5),
    ],
)
def test_a_read_asks_for_session_account_and_what_it_shows(
    warm: None, learner_client: Client, running: Attempt, path: str, most: int, django_assert_max_num_queries: Any
) -> None:
    address = V1 + path.format(attempt=running, exam=running.exam)

    with django_assert_max_num_queries(most):
        response = learner_client.get(address)

    assert response.status_code == 200


def test_a_students_view_takes_three_queries(learner: User, django_assert_max_num_queries: Any) -> None:
    attempt = make_attempt(make_exam(), user=learner, status=Status.SUBMITTED)
    request = RequestFactory().get("/")
    request.user = learner
    get_student_view(learner.pk, COURSE, attempt.exam.content_id, {"request": request})

    with django_assert_max_num_queries(3):
        assert get_student_view(learner.pk, COURSE, attempt.exam.content_id, {"request": request})


Asked = Callable[[int, Callable[[], Any]], None]


@pytest.fixture
def asks(django_assert_max_num_queries: Any, django_capture_on_commit_callbacks: Any) -> Asked:
    """Counts a request together with its effects, which run within the test's own transaction."""

    def at_most(number: int, act: Callable[[], Any]) -> None:
        with django_assert_max_num_queries(number), django_capture_on_commit_callbacks(execute=True):
            response = act()
        assert getattr(response, "status_code", 200) in (200, 302), response.content

    return at_most


def _create(client: Client, exam: Exam) -> Callable[[], Any]:
    body = json.dumps({"exam_id": exam.pk, "attempt_proctored": "true", "start_clock": "false"})
    return lambda: client.post(f"{V1}/attempt", body, content_type=AS_JSON)


def _act(client: Client, attempt: Attempt, action: str) -> Callable[[], Any]:
    body = json.dumps({"action": action})
    return lambda: client.put(f"{V1}/attempt/{attempt.pk}", body, content_type=AS_JSON)


def test_an_attempt_is_made_and_registered(
    warm: None, learner_client: Client, learner: User, vendor: FakeVendor, asks: Asked
) -> None:
    exam = make_exam()

    asks(29, _create(learner_client, exam))

    assert vendor.counts["register_attempt"] == 1
    assert Attempt.objects.get(user=learner).external_id


@pytest.mark.parametrize(
    ("status", "action", "most"),
    [
        (Status.CREATED, "click_download_software", 9),
        (Status.READY_TO_START, "start", 21),
        (Status.STARTED, "stop", 9),
        (Status.STARTED, "submit", 29),
    ],
)
def test_a_step_of_a_life(
    warm: None, learner_client: Client, learner: User, asks: Asked, status: Status, action: str, most: int
) -> None:
    later = timezone.now() + timedelta(hours=1)
    attempt = make_attempt(make_exam(), user=learner, status=status, deadline_at=later)

    asks(most, _act(learner_client, attempt, action))

    attempt.refresh_from_db()
    assert attempt.status != status


def test_a_timed_exam_begins_at_once(warm: None, learner_client: Client, asks: Asked) -> None:
    body = json.dumps({"exam_id": make_timed_exam().pk, "attempt_proctored": "false", "start_clock": "true"})

    asks(16, lambda: learner_client.post(f"{V1}/attempt", body, content_type=AS_JSON))


def test_a_review_decides(asks: Asked, vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    review = Review(status=ReviewStatus.PASSED, attempt_code=attempt.code, external_id=attempt.external_id or "")

    asks(27, lambda: receive_review(review, backend="fake", cause=cause(Actor.VENDOR)))

    attempt.refresh_from_db()
    assert attempt.status == Status.VERIFIED


def test_a_second_create_is_refused_without_asking_the_vendor(
    warm: None, learner_client: Client, learner: User, vendor: FakeVendor, django_assert_max_num_queries: Any
) -> None:
    attempt = make_attempt(make_exam(), user=learner, status=Status.CREATED)

    with django_assert_max_num_queries(10):
        response = _create(learner_client, attempt.exam)()

    assert (response.status_code, vendor.calls) == (400, [])
