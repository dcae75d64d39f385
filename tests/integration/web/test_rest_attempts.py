"""The attempt endpoints, as their clients call them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt
from tests.factories import make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.web.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/proctored_exam"
POLLED = {
    "id", "created", "modified", "user", "started_at", "completed_at", "external_id", "status", "proctored_exam",
    "allowed_time_limit_mins", "attempt_code", "is_sample_attempt", "taking_as_proctored", "review_policy_id",
    "is_status_acknowledged", "time_remaining_seconds", "is_resumable", "ready_to_resume", "resumed",
    "accessibility_time_string",
}  # fmt: skip


def running(user: User, **fields: Any) -> Attempt:
    now = timezone.now()
    times = {"started_at": now, "deadline_at": now + timedelta(minutes=90)}
    return make_attempt(user=user, status=Status.STARTED, **{**times, **fields})


def act(client: Client, attempt: Attempt, action: str, **fields: object) -> Any:
    return client.put(f"{API}/attempt/{attempt.pk}", {"action": action, **fields}, "application/json")


@pytest.mark.parametrize("true", ["true", True])
def test_a_timed_exam_starts_at_once_when_asked(learner_client: Client, true: object) -> None:
    exam = make_timed_exam()

    response = learner_client.post(
        f"{API}/attempt",
        {"exam_id": str(exam.pk), "start_clock": true, "attempt_proctored": "false"},
        "application/json",
    )

    attempt = Attempt.objects.get(pk=response.json()["exam_attempt_id"])
    assert attempt.status == Status.STARTED


def test_the_poll_has_every_field_and_the_time_in_words(learner_client: Client, learner: User) -> None:
    attempt = running(learner)

    body = learner_client.get(f"{API}/attempt/{attempt.pk}").json()

    assert set(body) == POLLED
    assert 5390 < body["time_remaining_seconds"] <= 5400
    assert body["accessibility_time_string"] == "you have 1 hour and 30 minutes remaining"
    assert body["user"] == {"id": learner.pk, "username": "learner", "email": "learner@example.com"}


def test_a_second_attempt_is_refused_in_the_words_clients_know(learner_client: Client, learner: User) -> None:
    exam = make_exam()
    make_attempt(exam, learner, Status.SUBMITTED)

    response = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "attempt_proctored": "true"})

    assert response.status_code == 400
    assert "because it already exists!" in response.json()["detail"]


def test_a_learner_goes_from_registration_to_submission(learner_client: Client, vendor: FakeVendor) -> None:
    exam = make_exam()

    made = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "attempt_proctored": "true"}).json()
    attempt = Attempt.objects.get(pk=made["exam_attempt_id"])
    early = act(learner_client, attempt, "start")
    learner_client.get(f"/api/edx_proctoring/proctoring_launch_callback/start_exam/{attempt.code}")
    Attempt.objects.filter(pk=attempt.pk, status=Status.CREATED).update(status=Status.READY_TO_START)
    for action in ("start", "stop", "submit"):
        assert act(learner_client, attempt, action).json() == {"exam_attempt_id": attempt.pk}

    attempt.refresh_from_db()
    assert early.status_code == 400
    assert attempt.status == Status.SUBMITTED
    assert vendor.counts["register_attempt"] == 1


def test_submitting_twice_answers_200_and_changes_nothing(learner_client: Client, learner: User) -> None:
    attempt = running(learner)
    act(learner_client, attempt, "submit")
    attempt.refresh_from_db()

    again = act(learner_client, attempt, "submit")

    assert again.status_code == 200
    assert Attempt.objects.get(pk=attempt.pk).modified == attempt.modified


def test_a_form_encoded_action_works(learner_client: Client, learner: User) -> None:
    attempt = running(learner)

    response = learner_client.put(
        f"{API}/attempt/{attempt.pk}", "action=stop", content_type="application/x-www-form-urlencoded"
    )

    assert response.json() == {"exam_attempt_id": attempt.pk}


def test_an_unknown_action_is_a_400_that_lists_the_known_ones(learner_client: Client, learner: User) -> None:
    response = act(learner_client, running(learner), "fly")

    assert response.status_code == 400
    assert "click_download_software" in response.json()["detail"]


def test_nobody_else_polls_or_moves_an_attempt(learner: User, staff_client: Client) -> None:
    attempt = running(learner)
    for client in (staff_client, signed_in(make_user("stranger"))):
        assert client.get(f"{API}/attempt/{attempt.pk}").status_code == 403
        assert act(client, attempt, "submit").status_code == 403
    attempt.refresh_from_db()
    assert attempt.status == Status.STARTED


def test_a_vendor_that_is_down_leaves_an_attempt_that_the_next_request_registers(
    learner_client: Client, vendor: FakeVendor
) -> None:
    exam = make_exam()
    vendor.raises["register_attempt"] = BackendUnreachable("The vendor did not answer.", backend="fake")

    first = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "attempt_proctored": "true"})
    vendor.raises.clear()
    second = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "attempt_proctored": "true"})

    assert first.status_code == 503
    assert second.status_code == 200
    assert Attempt.objects.get().external_id


def test_an_error_after_submission_is_waved_through(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.SUBMITTED)

    response = act(learner_client, attempt, "error", detail="lost the network")

    assert response.json()["exam_attempt_id"] is False


def test_course_staff_let_a_learner_resume(learner_client: Client, learner: User, course_staff_client: Client) -> None:
    attempt = running(learner)
    act(learner_client, attempt, "error", detail="crashed")

    own = act(learner_client, attempt, "mark_ready_to_resume", user_id=learner.pk)
    wrong = act(course_staff_client, attempt, "mark_ready_to_resume", user_id=learner.pk + 1)
    right = act(course_staff_client, attempt, "mark_ready_to_resume", user_id=learner.pk)

    assert (own.status_code, wrong.status_code, right.status_code) == (403, 400, 200)
    attempt.refresh_from_db()
    assert attempt.ready_to_resume


def test_course_staff_remove_one_or_all_attempts(
    course_staff_client: Client, learner: User, learner_client: Client
) -> None:
    exam = make_exam()
    first, practice = make_attempt(exam, learner), make_attempt(make_practice_exam(), learner)
    reset = f"{API}/exam_id/{practice.exam_id}/user_id/{learner.pk}/reset_attempts"

    assert learner_client.delete(f"{API}/attempt/{first.pk}").status_code == 403
    assert course_staff_client.delete(f"{API}/attempt/{first.pk}").status_code == 200
    assert course_staff_client.delete(reset).status_code == 200
    assert course_staff_client.delete(reset).status_code == 404
    assert not Attempt.objects.exists()
    assert Attempt.everything.count() == 2


def test_the_running_attempt_is_told_or_that_there_is_none(learner_client: Client, learner: User) -> None:
    nothing = learner_client.get(f"{API}/attempt").json()
    attempt = running(learner)

    running_now = learner_client.get(f"{API}/attempt").json()

    assert nothing == {"in_timed_exam": False, "is_proctored": False}
    assert running_now["attempt_id"] == attempt.pk


def test_reading_an_overdue_attempt_submits_it(learner_client: Client, learner: User) -> None:
    past = timezone.now() - timedelta(seconds=1)
    attempt = running(learner, deadline_at=past)

    body = learner_client.get(f"{API}/attempt/{attempt.pk}").json()

    assert body["status"] == Status.SUBMITTED


def test_acknowledging_is_404_where_results_past_due_are_not_shown(
    learner_client: Client, learner: User, settings: Any
) -> None:
    address = f"{API}/attempt/{make_attempt(user=learner, status=Status.VERIFIED).pk}/review_status"

    off = learner_client.put(address)
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True

    assert off.status_code == 404
    assert learner_client.put(address).status_code == 200


def test_allowances_are_for_the_staff_of_the_exams_own_course(
    course_staff_client: Client, learner_client: Client, learner: User
) -> None:
    exam, elsewhere = make_exam(), make_exam(course_id="course-v1:Other+T1+2026")
    body = {"exam_id": exam.pk, "user_info": "learner", "key": "additional_time_granted", "value": "15"}

    granted = course_staff_client.put(f"{API}/allowance", body, "application/json")
    elsewhere_too = course_staff_client.put(f"{API}/allowance", {**body, "exam_id": elsewhere.pk}, "application/json")
    by_learner = learner_client.put(f"{API}/allowance", body, "application/json")
    listed = course_staff_client.get(f"{API}/{exam.course_id}/allowance").json()
    taken = course_staff_client.delete(
        f"{API}/allowance",
        {"exam_id": exam.pk, "user_id": learner.pk, "key": "additional_time_granted"},
        "application/json",
    )

    assert (granted.status_code, elsewhere_too.status_code, by_learner.status_code) == (200, 403, 403)
    assert [(row["user"]["username"], row["value"]) for row in listed] == [("learner", "15")]
    assert taken.status_code == 200
    assert course_staff_client.get(f"{API}/{exam.course_id}/allowance").json() == []
