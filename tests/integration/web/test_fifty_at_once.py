"""Fifty requests at the same moment about one attempt converge. SQLite lets one writer in at a time and hides races."""

from collections.abc import Iterator

import pytest
from django.db import connection

from proctoring_host.domain.statuses import Status
from proctoring_host.effects.pool import get_pool
from proctoring_host.models import Attempt, Transition
from tests.factories import make_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.web.conftest import signed_in
from tests.integration.web.real_vendors import V1, attempt_at, using_real_backends
from tests.integration.web.test_parallel_requests import CONVERGED, Vendor, at_once, outcome

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
FIFTY = 50


@pytest.fixture
def real() -> Iterator[None]:
    with using_real_backends():
        yield


@pytest.fixture(autouse=True)
def drained() -> Iterator[None]:
    yield
    assert get_pool().drain(60)


def test_fifty_creates_make_one_attempt_and_one_session_at_the_vendor(vendor: FakeVendor) -> None:
    exam, learner = make_exam(), make_user()
    clients = [signed_in(learner) for _ in range(FIFTY)]
    body = {"exam_id": exam.pk, "attempt_proctored": "true"}

    answers = at_once(
        *[
            lambda client=client: client.post(f"{V1}/proctored_exam/attempt", body, "application/json")
            for client in clients
        ]
    )

    assert get_pool().drain(60)
    attempt = Attempt.everything.get()
    # Whoever came only when all was over is told that there is one.
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert {answer.json()["exam_attempt_id"] for answer in answers if answer.status_code == 200} == {attempt.pk}
    assert vendor.counts["register_attempt"] == 1
    assert attempt.external_id


def test_fifty_submits_submit_once_and_send_one_mail(real: None, mailoutbox) -> None:
    attempt = attempt_at("mock", Status.STARTED)
    clients = [signed_in(attempt.user) for _ in range(FIFTY)]
    path = f"{V1}/proctored_exam/attempt/{attempt.pk}"

    answers = at_once(
        *[
            lambda client=client: client.put(path, {"action": "submit"}, "application/json").status_code
            for client in clients
        ]
    )

    assert get_pool().drain(60)
    attempt.refresh_from_db()
    assert max(answers) < 500
    assert 200 in answers
    assert attempt.status == Status.SUBMITTED
    assert Transition.objects.filter(attempt=attempt, to_status=Status.SUBMITTED).count() == 1
    assert len(mailoutbox) == 1


def test_fifty_callbacks_make_one_review_with_its_comments_once_and_one_mail(real: None) -> None:
    attempt = attempt_at("mock")
    vendor = Vendor(attempt)

    codes = at_once(*([vendor.called_back] * (FIFTY // 2) + [vendor.reviewed] * (FIFTY // 2)))

    assert get_pool().drain(60)
    assert max(codes) < 500
    assert outcome(attempt) == CONVERGED
