"""Listings for staff: what they hold, page by page, and with how many queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Allowance
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "/api/edx_proctoring/v1"
API = f"{V1}/proctored_exam"
GROUPED = f"{API}/attempt/grouped/course_id/{COURSE}"


def test_the_newest_attempt_of_each_learner_holds_all_earlier_ones(course_staff_client: Client, learner: User) -> None:
    exam = make_exam()
    first = make_attempt(exam, learner, Status.ERROR, live_key=None)
    second = make_attempt(exam, learner)
    make_attempt(make_exam(course_id="course-v1:Demo+Other+2026"), learner)

    body = course_staff_client.get(GROUPED).json()

    [group] = body["proctored_exam_attempts"]
    assert group["id"] == second.pk
    assert [each["id"] for each in group["all_attempts"]] == [second.pk, first.pk]
    assert body["pagination_info"] == {"has_previous": False, "has_next": False, "current_page": 1, "total_pages": 1}
    assert body["attempt_url"] == GROUPED


@pytest.mark.parametrize(("page", "shown", "number"), [("1", 25, 1), ("2", 2, 2), ("99", 2, 2), ("x", 25, 1)])
def test_pages_have_25_and_one_out_of_range_is_the_last(
    course_staff_client: Client, page: str, shown: int, number: int
) -> None:
    exam = make_exam()
    for _ in range(27):
        make_attempt(exam)

    body = course_staff_client.get(GROUPED, {"page": page}).json()

    assert len(body["proctored_exam_attempts"]) == shown
    assert body["pagination_info"]["current_page"] == number
    assert body["pagination_info"]["total_pages"] == 2


@pytest.mark.parametrize("text", ["BYRON", "byron@example", "yro"])
def test_a_search_looks_at_names_and_addresses(course_staff_client: Client, text: str) -> None:
    wanted = make_attempt(user=make_user("byron"))
    make_attempt(user=make_user("somebody"))

    body = course_staff_client.get(f"{GROUPED}/search/{text}").json()

    assert [each["id"] for each in body["proctored_exam_attempts"]] == [wanted.pk]
    assert body["attempt_url"] == f"{GROUPED}/search/{text}"


def test_an_older_form_of_course_id_works_in_every_listing(staff_client: Client) -> None:
    exam = make_exam(course_id="Org/Course/2026")
    make_attempt(exam)
    course = exam.course_id

    assert len(staff_client.get(f"{API}/exam/course_id/{course}").json()) == 1
    grouped = f"{API}/attempt/grouped/course_id/{course}"
    assert len(staff_client.get(grouped).json()["proctored_exam_attempts"]) == 1
    assert len(staff_client.get(f"{grouped}/search/learner").json()["proctored_exam_attempts"]) == 1
    assert staff_client.get(f"{API}/{course}/allowance").json() == []
    assert staff_client.get(f"{API}/{course}/grouped/allowance").json() == {}


@pytest.mark.parametrize(
    "path",
    [
        GROUPED,
        f"{GROUPED}/search/a",
        f"{API}/{COURSE}/allowance",
        f"{API}/{COURSE}/grouped/allowance",
        f"{V1}/user_onboarding/status/course_id/{COURSE}",
    ],
)
def test_listings_are_for_the_staff_of_the_course(path: str, learner_client: Client) -> None:
    make_exam()

    response = learner_client.get(path)

    assert response.status_code == 403
    assert response.json()["detail"]


def _allowances(number: int) -> None:
    for _ in range(number):
        Allowance.objects.create(user=make_user(), exam=make_exam(), key="additional_time_granted", value="5")


def _attempts(number: int) -> None:
    for _ in range(number):
        attempt = make_attempt(make_exam(), status=Status.ERROR, live_key=None)
        make_attempt(attempt.exam, attempt.user)


def _exams(number: int) -> None:
    for _ in range(number):
        make_exam()


def _onboardings(number: int) -> None:
    exam = make_practice_exam()
    for _ in range(number):
        make_attempt(exam, status=Status.VERIFIED)


@pytest.mark.parametrize(
    ("path", "make"),
    [
        (GROUPED, _attempts),
        (f"{GROUPED}/search/learner", _attempts),
        (f"{API}/exam/course_id/{COURSE}", _exams),
        (f"{API}/{COURSE}/allowance", _allowances),
        (f"{API}/{COURSE}/grouped/allowance", _allowances),
        (f"{V1}/user_onboarding/status/course_id/{COURSE}", _onboardings),
    ],
)
def test_a_listing_needs_as_many_queries_for_many_as_for_few(
    path: str, make: Callable[[int], None], course_staff_client: Client
) -> None:
    with using_fake_backend(capabilities=[Capability.ONBOARDING]):
        make(2)
        few = _queries(course_staff_client, path)
        make(12)
        many = _queries(course_staff_client, path)

    assert few == many


def test_active_exams_need_as_many_queries_for_many_as_for_few(learner_client: Client, learner: User) -> None:
    path = f"{API}/active_exams_for_user?user_id={learner.pk}"
    counts = []
    for number in (1, 7):
        for _ in range(number):
            make_attempt(make_exam(), learner, Status.STARTED, deadline_at=None)
        counts.append(_queries(learner_client, path))

    assert counts[0] == counts[1]


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.get(path)
    assert answer.status_code == 200
    return len(queries)
