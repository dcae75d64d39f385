"""Requests that a client sends twice, and what it gets while the vendor does not know the attempt yet."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt
from tests.factories import make_attempt, make_exam, make_practice_exam, make_timed_exam
from tests.fake_backend import FakeVendor
from tests.integration.attempts.test_concurrency import at_once
from tests.integration.web.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/proctored_exam"


def act(client: Client, attempt: Attempt, action: str) -> Any:
    return client.put(f"{API}/attempt/{attempt.pk}", {"action": action}, "application/json")


def test_a_second_reset_of_a_practice_answers_with_the_same_new_attempt(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(make_practice_exam(), learner, Status.SUBMITTED)

    first, second = act(learner_client, attempt, "reset_attempt"), act(learner_client, attempt, "reset_attempt")

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json() == {"exam_attempt_id": Attempt.objects.get().pk}


@pytest.mark.parametrize("action", ["start", "submit", "decline", "click_download_software"])
def test_nothing_else_is_done_to_a_removed_attempt(learner_client: Client, learner: User, action: str) -> None:
    attempt = make_attempt(make_practice_exam(), learner, Status.SUBMITTED)
    act(learner_client, attempt, "reset_attempt")

    assert act(learner_client, attempt, action).status_code in {400, 404}


def test_a_double_click_on_a_timed_exam_begins_it_once(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from proctoring_host.attempts import create

    exam, arrived, made = make_timed_exam(), threading.Barrier(2), threading.Barrier(2)
    check_wish, registered = create.check_wish, create.registered

    def both_have_arrived(*values: Any, **named: Any) -> Any:
        arrived.wait(timeout=30)
        return check_wish(*values, **named)

    def both_are_made(attempt: Attempt, *, again: bool) -> Attempt:
        made.wait(timeout=30)
        return registered(attempt, again=again)

    monkeypatch.setattr(create, "check_wish", both_have_arrived)
    monkeypatch.setattr(create, "registered", both_are_made)
    body = {"exam_id": exam.pk, "start_clock": True, "attempt_proctored": False}

    def click() -> Any:
        return signed_in(learner).post(f"{API}/attempt", body, "application/json")

    answers = at_once(click, click)

    attempt = Attempt.objects.get()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json() for answer in answers] == [{"exam_attempt_id": attempt.pk}] * 2
    assert attempt.status == Status.STARTED


def test_what_the_vendor_does_not_know_is_not_set_up(learner_client: Client, learner: User, vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    exam = make_exam()
    made = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "attempt_proctored": "true"})
    attempt = Attempt.objects.get(user=learner)

    answer = act(learner_client, attempt, "click_download_software")
    learner_client.get(f"/api/edx_proctoring/proctoring_launch_callback/start_exam/{attempt.code}")

    attempt.refresh_from_db()
    assert (made.status_code, answer.status_code, attempt.status) == (503, 400, Status.CREATED)
    assert "registered for proctoring" in answer.json()["detail"]
