"""Polling: 304 while nothing has happened, and links from page to page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from tests.factories import COURSE, make_attempt, make_timed_exam, make_user

pytestmark = pytest.mark.django_db
V1 = "/api/edx_proctoring/v1/proctored_exam"


@pytest.fixture
def attempt(learner: User) -> Attempt:
    now = timezone.now()
    return make_attempt(
        make_timed_exam(), learner, Status.STARTED, started_at=now, deadline_at=now + timedelta(hours=1)
    )


@pytest.fixture(params=["attempt/{0.pk}", "attempt", "active_attempt", "attempt/course_id/{0.exam.course_id}?{1}"])
def address(request, attempt: Attempt) -> str:
    return f"{V1}/{request.param.format(attempt, f'content_id={attempt.exam.content_id}')}"


def test_a_poll_is_304_without_a_body_while_only_the_clock_runs(learner_client: Client, address: str) -> None:
    first = learner_client.get(address)

    second = learner_client.get(address, headers={"If-None-Match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert first["Cache-Control"] == second["Cache-Control"] == "no-store"
    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.READY_TO_SUBMIT},
        {"deadline_at": timezone.now() + timedelta(hours=2)},
        {"ready_to_resume": True},
        {"deadline_at": timezone.now() - timedelta(seconds=1)},
    ],
    ids=["status", "deadline", "flag", "time is up"],
)
def test_a_poll_is_answered_whole_once_something_has_happened(
    learner_client: Client, attempt: Attempt, address: str, change: dict
) -> None:
    tag = learner_client.get(address)["ETag"]
    Attempt.objects.filter(pk=attempt.pk).update(**change)

    response = learner_client.get(address, headers={"If-None-Match": tag})

    assert response.status_code == 200
    assert response["ETag"] != tag
    assert response.content


@pytest.mark.parametrize("header", ['"a", W/"b", {0}', "*", "{1}"])
def test_a_client_may_name_several_tags_strong_or_weak(learner_client: Client, attempt: Attempt, header: str) -> None:
    tag = learner_client.get(f"{V1}/attempt/{attempt.pk}")["ETag"]

    response = learner_client.get(
        f"{V1}/attempt/{attempt.pk}", headers={"If-None-Match": header.format(tag, tag.removeprefix("W/"))}
    )

    assert response.status_code == 304


def test_without_an_attempt_the_empty_answer_has_a_tag_as_well(learner_client: Client) -> None:
    first = learner_client.get(f"{V1}/active_attempt")

    assert first.json() == {}
    assert learner_client.get(f"{V1}/active_attempt", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_nobody_learns_of_anothers_attempt_by_its_tag(learner_client: Client, attempt: Attempt) -> None:
    tag = learner_client.get(f"{V1}/attempt/{attempt.pk}")["ETag"]
    other = Client()
    other.force_login(make_user())

    assert other.get(f"{V1}/attempt/{attempt.pk}", headers={"If-None-Match": tag}).status_code == 403


def test_listings_link_from_page_to_page(staff_client: Client) -> None:
    exam = make_timed_exam()
    for number in range(51):
        make_attempt(exam, make_user(f"ada{number}"))
    path = f"{V1}/attempt/grouped/course_id/{COURSE}/search/ada"

    first, middle = staff_client.get(path), staff_client.get(f"{path}?page=2&sort=x")
    last = staff_client.get(f"{path}?page=3")

    assert first["Link"] == (f'<{path}?page=1>; rel="first", <{path}?page=2>; rel="next", <{path}?page=3>; rel="last"')
    assert f'<{path}?page=1&sort=x>; rel="prev", <{path}?page=3&sort=x>; rel="next"' in middle["Link"]
    assert 'rel="next"' not in last["Link"]
    following = first["Link"].split(", ")[1].split(">")[0][1:]
    assert staff_client.get(following).json()["pagination_info"]["current_page"] == 2


def test_a_304_still_tells_the_seconds_left(learner_client: Client, attempt: Attempt) -> None:
    address = f"{V1}/attempt/{attempt.pk}"
    first = learner_client.get(address)

    second = learner_client.get(address, headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 304
    assert 3500 < float(second["X-Seconds-Left"]) <= float(first["X-Seconds-Left"]) <= 3600
