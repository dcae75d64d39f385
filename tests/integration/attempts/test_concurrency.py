"""Requests at the same moment: two tabs, a double click, a sweep beside a submission."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.attempts.start import start_attempt
from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.attempts.timeout import settle
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.sweep import sweep_overdue
from proctoring_host.errors import ProctoringError, TransitionRefused
from proctoring_host.models import Attempt, Effect
from tests.factories import T0, cause, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all in threads that begin together; answers and our own errors, in the order given."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return action()
        except ProctoringError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, action) for action in actions]]


def creating(exam, user) -> Callable[[], Attempt]:
    arrived = cause(at=datetime.now(UTC), user=user)
    return lambda: create_attempt(exam.pk, user.pk, taking_as_proctored=exam.is_proctored, cause=arrived)


@pytest.mark.parametrize("make", [make_timed_exam, make_exam, make_practice_exam])
def test_a_double_click_makes_one_attempt_and_one_registration(vendor, make):
    exam, user = make(), make_user()
    vendor.before["register_attempt"] = lambda: time.sleep(0.05)

    attempts = at_once(*[creating(exam, user) for _ in range(THREADS)])

    assert len({attempt.pk for attempt in attempts}) == 1
    assert Attempt.everything.count() == 1
    assert len(vendor.called("register_attempt")) == int(exam.is_proctored)


def test_a_second_request_while_the_vendor_is_asked_gets_the_attempt_without_asking_again(vendor):
    exam, user = make_exam(), make_user()
    asked, answered = threading.Event(), threading.Event()

    def slow() -> None:
        asked.set()
        assert answered.wait(30)

    vendor.before["register_attempt"] = slow
    later = cause(at=datetime(2100, 1, 1, tzinfo=UTC))

    def second() -> Attempt:
        assert asked.wait(30)
        attempt = create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=later)
        answered.set()
        return attempt

    first, other = at_once(creating(exam, user), second)

    assert first.pk == other.pk
    assert (first.external_id, other.external_id) == (f"vendor-{first.code}", None)
    assert len(vendor.called("register_attempt")) == 1


def test_a_removal_waits_for_a_registration_under_way(vendor):
    exam, user = make_exam(), make_user()
    asked, answered = threading.Event(), threading.Event()
    vendor.before["register_attempt"] = lambda: (asked.set(), answered.wait(30))

    def remove() -> Any:
        assert asked.wait(30)
        try:
            return remove_attempt(Attempt.objects.get().pk, cause=cause(Actor.STAFF, at=datetime.now(UTC)))
        finally:
            answered.set()

    created, refused = at_once(creating(exam, user), remove)

    assert isinstance(refused, ProctoringError)
    assert created.external_id
    assert created.removed_at is None


def test_a_double_submission_is_logged_and_told_once():
    attempt = make_attempt(status=Status.STARTED)

    answers = at_once(*[lambda: submit_attempt(attempt.pk, cause=cause()) for _ in range(THREADS)])

    assert {answer.status for answer in answers} == {Status.SUBMITTED}
    assert attempt.transitions.count() == 1
    assert Effect.objects.filter(attempt=attempt, kind="vendor_notify").count() == 1
    assert Effect.objects.filter(attempt=attempt, kind="mail").count() == 1


def test_a_double_start_starts_the_clock_once():
    attempt = make_attempt(make_timed_exam())

    answers = at_once(
        *[lambda n=n: start_attempt(attempt.pk, cause=cause(at=T0 + timedelta(seconds=n))) for n in range(THREADS)]
    )

    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == THREADS - 1
    attempt.refresh_from_db()
    assert attempt.started_at == attempt.transitions.get().at


def test_sweep_read_and_submission_end_an_overdue_attempt_once():
    attempt = make_attempt(status=Status.STARTED)
    late = attempt.deadline_at + timedelta(minutes=1)

    at_once(
        lambda: sweep_overdue(late),
        lambda: settle(attempt, cause(at=late)),
        lambda: submit_attempt(attempt.pk, cause=cause(at=late)),
    )

    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == (Status.SUBMITTED, attempt.deadline_at)
    assert attempt.transitions.count() == 1


def test_declining_several_exams_at_once_declines_each_once():
    user = make_user()
    attempts = [make_attempt(user=user) for _ in range(3)]
    missing = make_exam()

    answers = at_once(*[lambda a=a: decline_attempt(a.pk, cause=cause()) for a in attempts])

    assert {answer.status for answer in answers} == {Status.DECLINED}
    assert [attempt.transitions.count() for attempt in attempts] == [1, 1, 1]
    assert Attempt.objects.filter(exam=missing, user=user).count() == 1


def test_an_exam_begun_while_another_is_declined_is_declined_with_it():
    user = make_user()
    attempt, begun = make_attempt(user=user), make_exam()
    written = threading.Event()

    def begin() -> Attempt:
        with transaction.atomic():
            made = create_attempt(begun.pk, user.pk, taking_as_proctored=True, cause=cause(at=datetime.now(UTC)))
            written.set()
            time.sleep(0.3)
        return made

    def decline() -> Attempt:
        assert written.wait(30)
        return decline_attempt(attempt.pk, cause=cause(at=datetime.now(UTC)))

    made, declined = at_once(begin, decline)

    made.refresh_from_db()
    assert (made.status, declined.status) == (Status.DECLINED, Status.DECLINED)
    assert Attempt.objects.filter(exam=begun, user=user).count() == 1


def test_a_double_reset_makes_one_new_attempt(vendor):
    attempt = make_attempt(make_practice_exam(), status=Status.ERROR)

    answers = at_once(*[lambda: reset_practice(attempt.pk, cause=cause(at=datetime.now(UTC))) for _ in range(THREADS)])

    live = Attempt.objects.filter(live_key__isnull=False)
    assert live.count() == 1
    assert {answer.pk for answer in answers} == {live.get().pk}
    assert len(vendor.called("register_attempt")) == 1
