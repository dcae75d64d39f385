"""Requests and callbacks at the same moment, over HTTP, each in a thread with a connection of its own."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.effects.runner import run_due
from proctoring_host.models import Attempt, Effect, Review, Transition
from proctoring_host.web.rest import attempts
from tests.factories import make_exam, make_practice_exam, make_timed_exam
from tests.fake_backend import FakeVendor
from tests.integration.web.conftest import signed_in
from tests.integration.web.real_vendors import (
    SECRET_HEADER,
    V1,
    attempt_at,
    review_of_mock,
    service_user,
    using_real_backends,
)

pytestmark = pytest.mark.django_db(transaction=True)
TEN = 10


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all in threads that begin together; the answers in the order given."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=60)
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, action) for action in actions]]


@pytest.fixture
def all_have_arrived(monkeypatch) -> None:
    """No request goes on before ten have come in: otherwise the last ones could come when all is over."""
    barrier = threading.Barrier(TEN)
    real = attempts.cause_of

    def cause_of(*arguments: Any) -> Any:
        cause = real(*arguments)
        barrier.wait(timeout=60)
        return cause

    monkeypatch.setattr(attempts, "cause_of", cause_of)


@pytest.mark.parametrize("make", [make_exam, make_timed_exam, make_practice_exam])
def test_ten_creates_at_once_make_one_attempt_one_registration_and_ten_equal_answers(
    vendor: FakeVendor, learner: User, all_have_arrived: None, make: Callable[[], Any]
) -> None:
    exam = make()
    clients = [signed_in(learner) for _ in range(TEN)]
    body = {"exam_id": exam.pk, "attempt_proctored": "true", "start_clock": "true"}

    answers = at_once(
        *[
            lambda client=client: client.post(f"{V1}/proctored_exam/attempt", body, "application/json")
            for client in clients
        ]
    )

    attempt = Attempt.everything.get()
    assert [answer.status_code for answer in answers] == [200] * TEN, [answer.content for answer in answers]
    assert [answer.json() for answer in answers] == [{"exam_attempt_id": attempt.pk}] * TEN
    assert vendor.counts["register_attempt"] == int(exam.is_proctored)
    assert attempt.status == (Status.CREATED if exam.is_proctored else Status.STARTED)


def post(client: Client, path: str, body: object) -> int:
    return client.post(path, json.dumps(body), content_type="application/json").status_code


@pytest.fixture
def real() -> Iterator[None]:
    with using_real_backends():
        yield


class Vendor:
    """The calls of one attempt's vendor, each of which may be made at any time and any number of times."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.service = service_user("mock")

    def _service(self) -> Client:
        client = Client()
        client.cookies = self.service.cookies
        return client

    def ready(self) -> int:
        return post(self._service(), f"{V1}/proctored_exam/attempt/{self.attempt.external_id}/ready", {})

    def reviewed(self) -> int:
        path = f"{V1}/proctored_exam/attempt/{self.attempt.external_id}/reviewed"
        return post(self._service(), path, review_of_mock(self.attempt))

    def called_back(self, status: str = "passed") -> int:
        client = Client(headers=SECRET_HEADER)
        return post(client, f"{V1}/backends/mock/callback/", review_of_mock(self.attempt, status=status))


def outcome(attempt: Attempt) -> dict[str, Any]:
    """What is to be the same whatever the order was, once all that waits was carried out."""
    for _ in range(10):
        run_due(timezone.now(), 100)
    attempt.refresh_from_db()
    review = Review.objects.get(attempt=attempt)
    return {
        "status": attempt.status,
        "review": review.status,
        "comments": review.comments.count(),
        "moves": list(Transition.objects.filter(attempt=attempt).values_list("from_status", "to_status")),
        "mails": len(mail.outbox),
        "mail effects": Effect.objects.filter(attempt=attempt, kind="mail").count(),
    }


CONVERGED = {
    "status": Status.VERIFIED,
    "review": "passed",
    "comments": 1,
    "moves": [(Status.SUBMITTED, Status.VERIFIED)],
    "mails": 1,
    "mail effects": 1,
}


@pytest.mark.parametrize("order", list(itertools.permutations(["ready", "reviewed", "called_back"])), ids="-".join)
def test_late_duplicate_and_out_of_order_callbacks_converge(real: None, order: tuple[str, ...]) -> None:
    attempt = attempt_at("mock")
    vendor = Vendor(attempt)

    codes = [getattr(vendor, name)() for name in (*order, *order)]

    assert all(code < 500 for code in codes)
    assert outcome(attempt) == CONVERGED


def test_concurrent_callbacks_converge_to_one_review_and_one_mail(real: None) -> None:
    attempt = attempt_at("mock")
    vendor = Vendor(attempt)

    codes = at_once(*[vendor.reviewed, vendor.called_back, vendor.ready] * 3)

    assert all(code < 500 for code in codes), codes
    assert outcome(attempt) == CONVERGED


def test_of_two_verdicts_at_once_one_counts_wholly(real: None) -> None:
    """Review, attempt and mails tell the same story, whichever came last."""
    attempt = attempt_at("mock")
    vendor = Vendor(attempt)

    codes = at_once(*[lambda word=word: vendor.called_back(word) for word in ("passed", "violation") * 3])

    found = outcome(attempt)
    fits = {"passed": Status.VERIFIED, "violation": Status.SECOND_REVIEW_REQUIRED}
    assert set(codes) == {200}
    assert found["status"] == fits[found["review"]]
    assert found["comments"] == 1
    verified = sum(to_status == Status.VERIFIED for _, to_status in found["moves"])
    assert found["mails"] == found["mail effects"] == verified


def test_ready_ten_times_at_once_moves_the_attempt_once(real: None) -> None:
    attempt = attempt_at("mock", Status.CREATED)
    vendor = Vendor(attempt)

    codes = at_once(*[vendor.ready] * TEN)

    attempt.refresh_from_db()
    assert set(codes) == {200}
    assert attempt.status == Status.READY_TO_START
    assert attempt.transitions.count() == 1
