"""Onboarding: one's own, and that of a course."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from django.utils import timezone

from proctoring_host.backend import Capability
from proctoring_host.data import OnboardingProfile
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt
from proctoring_host.people.pseudonyms import pseudonym_of
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/user_onboarding/status"
OTHER = "course-v1:Demo+Other+2026"
ASK_VENDOR = override_settings(PROCTORING_SETTINGS={"USE_ONBOARDING_PROFILE_API": True})


@pytest.fixture(autouse=True)
def onboarding_vendor() -> Iterator[FakeVendor]:
    with using_fake_backend(capabilities=[Capability.ONBOARDING, Capability.ONBOARDING_PROFILES]) as made:
        yield made


def own(client: Client, **query: str) -> Any:
    return client.get(API, {"course_id": COURSE, **query})


def roster(client: Client, **query: object) -> dict[str, Any]:
    answer = client.get(f"{API}/course_id/{COURSE}", query)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def statuses(client: Client, **query: object) -> dict[str, str]:
    return {row["username"]: row["status"] for row in roster(client, **query)["results"]}


def aged(attempt: Attempt, days: int) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(modified=timezone.now() - timedelta(days=days))


def test_before_the_beginning_there_is_a_link_and_no_status(learner_client: Client) -> None:
    exam = make_practice_exam()

    body = own(learner_client).json()

    assert body["onboarding_status"] is body["expiration_date"] is None
    assert body["onboarding_past_due"] is False
    assert body["onboarding_link"].endswith(exam.content_id)
    assert body["onboarding_release_date"] == exam.created.isoformat()
    assert body["review_requirements_url"] == ""


@pytest.mark.parametrize("status", [Status.CREATED, Status.SUBMITTED, Status.REJECTED])
def test_the_attempt_s_status_is_told_without_an_end(learner_client: Client, learner: User, status: Status) -> None:
    make_attempt(make_practice_exam(), learner, status)

    body = own(learner_client).json()

    assert (body["onboarding_status"], body["expiration_date"]) == (status, None)


@pytest.mark.parametrize(("days", "status"), [(10, "verified"), (366, "expired")])
def test_an_approval_is_valid_for_a_year(learner_client: Client, learner: User, days: int, status: str) -> None:
    aged(make_attempt(make_practice_exam(), learner, Status.VERIFIED), days)

    body = own(learner_client).json()

    assert body["onboarding_status"] == status
    assert body["expiration_date"]


@pytest.mark.parametrize(("days", "status"), [(10, "other_course_approved"), (366, None)])
def test_an_approval_of_another_course_counts(
    learner_client: Client, learner: User, days: int, status: str | None
) -> None:
    make_practice_exam()
    aged(make_attempt(make_practice_exam(course_id=OTHER), learner, Status.VERIFIED), days)

    assert own(learner_client).json()["onboarding_status"] == status


def test_the_exam_that_is_open_is_linked_before_one_that_is_over(learner_client: Client) -> None:
    usable = make_practice_exam()
    make_practice_exam(due_date=timezone.now() - timedelta(days=1))

    body = own(learner_client).json()

    assert body["onboarding_link"].endswith(usable.content_id)
    assert body["onboarding_past_due"] is False


def test_a_course_is_needed_and_must_have_an_onboarding_exam(learner_client: Client) -> None:
    make_exam()

    missing, none = learner_client.get(API), own(learner_client)

    assert (missing.status_code, missing.json()["field"]) == (400, "course_id")
    assert (none.status_code, none.json()["code"]) == (404, "no_onboarding")


def test_others_are_told_to_course_staff_only(
    learner: User, learner_client: Client, course_staff_client: Client
) -> None:
    make_attempt(make_practice_exam(), learner, Status.SUBMITTED)

    assert own(learner_client, username="teacher").status_code == 403
    assert own(learner_client, username="nobody").status_code == 403
    assert own(learner_client, username="learner").status_code == 200
    assert own(course_staff_client, username="learner").json()["onboarding_status"] == "submitted"
    assert own(course_staff_client, username="nobody").status_code == 400


@pytest.mark.parametrize(
    ("word", "status"),
    [("no-profile", None), ("pending", "submitted"), ("approved-in-course", "verified"), ("new word", "error")],
)
def test_where_the_site_wants_it_the_vendor_is_asked(
    learner_client: Client, learner: User, onboarding_vendor: FakeVendor, word: str, status: str | None
) -> None:
    make_practice_exam()
    onboarding_vendor.profiles = [OnboardingProfile(pseudonym=pseudonym_of(learner.pk, "fake"), status=word)]

    with ASK_VENDOR:
        body = own(learner_client).json()

    assert body["onboarding_status"] == status


def test_staff_see_everybody_in_words_of_their_own(course_staff_client: Client, learner: User) -> None:
    exam = make_practice_exam(due_date=timezone.now() - timedelta(hours=1))
    standing = {
        Status.CREATED: "setup_started",
        Status.STARTED: "onboarding_started",
        Status.SECOND_REVIEW_REQUIRED: "submitted",
        Status.VERIFIED: "verified",
        Status.REJECTED: "rejected",
        Status.ERROR: "error",
        Status.ONBOARDING_RESET: "onboarding_reset_past_due",
    }
    for status in standing:
        make_attempt(exam, make_user(f"u-{status}"), status, deadline_at=None)
    make_attempt(make_practice_exam(course_id=OTHER), make_user("elsewhere"), Status.VERIFIED)

    found = statuses(course_staff_client)

    assert found == {
        **{f"u-{status}": word for status, word in standing.items()},
        "elsewhere": "other_course_approved",
        "learner": "not_started",
        "teacher": "not_started",
    }


def test_an_approval_is_not_hidden_by_what_came_after_it(course_staff_client: Client, learner: User) -> None:
    exam = make_practice_exam()
    make_attempt(exam, learner, Status.VERIFIED, live_key=None)
    make_attempt(exam, learner, Status.CREATED)

    assert statuses(course_staff_client)["learner"] == "verified"


def test_a_listing_is_narrowed_by_text_and_by_statuses(course_staff_client: Client, learner: User) -> None:
    make_attempt(make_practice_exam(), learner, Status.SUBMITTED)

    assert set(statuses(course_staff_client, text_search="LEARNER@")) == {"learner"}
    assert set(statuses(course_staff_client, statuses="submitted,verified,")) == {"learner"}
    assert roster(course_staff_client, text_search="nobody")["count"] == 0


def test_pages_are_linked_by_paths_that_keep_what_was_asked(course_staff_client: Client) -> None:
    make_practice_exam()
    for _ in range(60):
        make_user()

    body = roster(course_staff_client, page=2, text_search="learner", statuses="not_started")

    kept = "text_search=learner&statuses=not_started"
    assert body["previous"] == f"{API}/course_id/{COURSE}?page=1&{kept}"
    assert body["next"] == f"{API}/course_id/{COURSE}?page=3&{kept}"
    assert (body["count"], body["num_pages"], len(body["results"])) == (60, 3, 25)
    assert body["use_onboarding_profile_api"] is False


def test_service_users_take_no_exams(course_staff_client: Client) -> None:
    make_practice_exam()
    make_user("service").groups.add(Group.objects.create(name="fake_review"))

    assert "service" not in statuses(course_staff_client)


def test_the_vendor_s_listing_is_read_to_its_end(
    course_staff_client: Client, learner: User, onboarding_vendor: FakeVendor
) -> None:
    make_practice_exam()
    unknown = [OnboardingProfile(pseudonym=f"p{number}", status="pending") for number in range(100)]
    mine = OnboardingProfile(pseudonym=pseudonym_of(learner.pk, "fake"), status="rejected")
    onboarding_vendor.profiles = [*unknown, mine]

    with ASK_VENDOR:
        body = roster(course_staff_client, statuses="rejected")

    assert [row["username"] for row in body["results"]] == ["learner"]
    assert body["use_onboarding_profile_api"] is True


def test_a_vendor_that_does_not_answer_is_a_503(course_staff_client: Client, onboarding_vendor: FakeVendor) -> None:
    make_practice_exam()
    onboarding_vendor.raises["onboarding_profiles"] = BackendUnreachable("No answer.", backend="fake")

    with ASK_VENDOR:
        answer = course_staff_client.get(f"{API}/course_id/{COURSE}")

    assert answer.status_code == 503
    assert answer.json()["detail"]
