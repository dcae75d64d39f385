"""A vendor that takes its time: the request goes on without it, and its answer is kept when it comes."""

import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from django.db import transaction

from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.queries import get_attempt
from proctoring_host.attempts.registration import registration_state
from proctoring_host.domain.screens import RegistrationState
from proctoring_host.effects import inline
from proctoring_host.effects.circuit import THRESHOLD
from proctoring_host.effects.pool import get_pool
from proctoring_host.errors import BackendPaused, BackendUnreachable
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import cause, make_exam, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


@pytest.fixture
def answer(vendor):
    """The vendor answers registrations when this is set; before the end of the test in any case."""
    event = threading.Event()
    vendor.before["register_attempt"] = lambda: event.wait(PATIENCE)
    yield event
    event.set()
    assert get_pool().drain(PATIENCE)


def create(exam=None, user=None) -> Attempt:
    exam, user = exam or make_exam(), user or make_user()
    return create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause(user=user))


@pytest.mark.parametrize(
    "site", [{"REGISTRATION_WAIT_SECONDS": 0.05}, {"REQUESTS_WAITING": 0, "REGISTRATION_WAIT_SECONDS": 30}]
)
def test_the_request_goes_on_and_the_late_answer_is_taken(vendor, settings, answer, site):
    settings.PROCTORING_SETTINGS = site

    attempt = create()

    assert attempt.external_id is None
    answer.set()
    assert get_pool().drain(PATIENCE)
    assert get_attempt(attempt.pk).external_id == f"vendor-{attempt.code}"
    assert vendor.counts["register_attempt"] == 1


def test_who_asks_again_meanwhile_gets_the_same_attempt_and_the_vendor_no_second_call(vendor, settings, answer):
    settings.PROCTORING_SETTINGS = {"REGISTRATION_WAIT_SECONDS": 0.05}
    exam, user = make_exam(), make_user()

    answers = [create(exam, user) for _ in range(3)]

    answer.set()
    assert get_pool().drain(PATIENCE)
    assert len({attempt.pk for attempt in answers}) == 1
    assert vendor.counts["register_attempt"] == 1


def test_more_requests_than_may_wait_are_answered_at_once_and_registered_all_the_same(vendor, settings, answer):
    settings.PROCTORING_SETTINGS = {"REQUESTS_WAITING": 1, "REGISTRATION_WAIT_SECONDS": 30}
    assert inline._waiting.enter(1)

    others = [create() for _ in range(12)]

    inline._waiting.leave()
    assert {attempt.external_id for attempt in others} == {None}
    answer.set()
    assert get_pool().drain(PATIENCE)
    assert Attempt.objects.filter(external_id=None).count() == 0
    assert set(Effect.objects.filter(kind="vendor_register").values_list("state", flat=True)) == {EffectState.DONE}


def test_a_request_that_causes_much_waits_for_all_of_it_together(vendor, settings, answer):
    settings.PROCTORING_SETTINGS = {"REGISTRATION_WAIT_SECONDS": 1}
    exams, user = [make_exam() for _ in range(6)], make_user()
    request_started.send(sender=None)
    began = time.monotonic()

    with transaction.atomic():
        for exam in exams:
            create(exam, user)

    waited = time.monotonic() - began
    request_finished.send(sender=None)
    assert 1 <= waited < 4
    answer.set()
    assert get_pool().drain(PATIENCE)
    assert vendor.counts["register_attempt"] == 6


def test_the_next_request_of_the_thread_waits_again(vendor, settings, answer):
    settings.PROCTORING_SETTINGS = {"REGISTRATION_WAIT_SECONDS": 0.1}
    for _ in range(2):
        request_started.send(sender=None)
        began = time.monotonic()
        create()
        assert time.monotonic() - began >= 0.1
    request_finished.send(sender=None)


def test_while_the_vendor_is_left_alone_the_learner_is_told_to_go_on_later(vendor):
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    for _ in range(THRESHOLD):
        with pytest.raises(BackendUnreachable):
            create()

    with pytest.raises(BackendPaused, match="you can go on later") as raised:
        create()

    assert raised.value.http_status == 503
    assert vendor.counts["register_attempt"] == THRESHOLD
    assert registration_state(Attempt.objects.latest("pk")) is RegistrationState.FAILED
