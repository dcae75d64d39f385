"""Two verdicts at the same moment on two attempts of a learner at one exam: each has to know of the other."""

import contextlib
import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from proctoring_host.allowances.set import set_allowance
from proctoring_host.attempts import mails, outcomes
from proctoring_host.attempts.change import change_status
from proctoring_host.domain.outcomes import Step
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.importing.forgotten import attempts_forgotten
from proctoring_host.models import AllowanceKey, Attempt, Effect
from tests.factories import cause, make_attempt, make_exam
from tests.integration.attempts.test_concurrency import at_once
from tests.integration.platform.services import CreditService, GradesService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vendor", "in_openedx")]
ROUNDS = range(3)


@pytest.fixture(autouse=True)
def services(register) -> None:
    register(credit=CreditService(), grades=GradesService())


@pytest.fixture
def nobody_commits_before_both_have_judged(monkeypatch) -> None:
    """Where one has to wait for the other, both go on after a moment."""
    judged, kind_of_change = threading.Barrier(2), mails.kind_of_change

    def waiting(*arguments):
        with contextlib.suppress(threading.BrokenBarrierError):
            judged.wait(timeout=0.5)
        return kind_of_change(*arguments)

    monkeypatch.setattr(mails, "kind_of_change", waiting)


def two_attempts(status: Status, other: Status) -> tuple[Attempt, Attempt]:
    first = make_attempt(status=status, live_key=None)
    return first, make_attempt(first.exam, first.user, other)


def verdict(attempt: Attempt, to: Status):
    return lambda: change_status(attempt.pk, to, cause=cause(Actor.STAFF))


def steps() -> list[str]:
    kinds = (Kind.CREDIT, Kind.GRADE)
    return [effect.payload["step"] for effect in Effect.objects.filter(kind__in=kinds).order_by("pk")]


@pytest.mark.parametrize("number", ROUNDS)
@pytest.mark.usefixtures("nobody_commits_before_both_have_judged")
def test_of_two_attempts_verified_at_once_the_last_satisfies_credit(number) -> None:
    at_once(*[verdict(attempt, Status.VERIFIED) for attempt in two_attempts(Status.SUBMITTED, Status.SUBMITTED)])

    assert steps() == [Step.CREDIT]


@pytest.mark.parametrize("number", ROUNDS)
@pytest.mark.usefixtures("nobody_commits_before_both_have_judged")
def test_of_two_attempts_rejected_at_once_one_costs_the_grade(number) -> None:
    at_once(*[verdict(attempt, Status.REJECTED) for attempt in two_attempts(Status.SUBMITTED, Status.SUBMITTED)])

    assert steps() == [Step.CREDIT, Step.GRADE_TO_ZERO]


@pytest.mark.parametrize("number", ROUNDS)
@pytest.mark.usefixtures("nobody_commits_before_both_have_judged")
def test_the_grade_comes_back_when_the_last_two_rejections_are_cleared_at_once(number) -> None:
    at_once(*[verdict(attempt, Status.VERIFIED) for attempt in two_attempts(Status.REJECTED, Status.REJECTED)])

    assert steps() == [Step.CREDIT, Step.RESTORE_GRADE]


def decline(judged: Attempt) -> None:
    """Another exam of the course, and with it all of them."""
    other = make_attempt(make_exam(course_id=judged.exam.course_id), judged.user, Status.CREATED)
    change_status(other.pk, Status.DECLINED, cause=cause(Actor.LEARNER))


def allow(judged: Attempt) -> None:
    set_allowance(judged.exam_id, judged.user_id, AllowanceKey.ADDITIONAL_TIME, "10", cause(Actor.STAFF))


def take_over(judged: Attempt) -> None:
    """What an import holds while it writes about these attempts."""
    attempts_forgotten(Attempt.everything.values_list("pk", flat=True), lock=True)


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="one writer at a time locks no rows")
@pytest.mark.parametrize("meanwhile", [decline, allow, take_over])
def test_a_verdict_and_what_locks_several_attempts_wait_for_each_other(monkeypatch, meanwhile) -> None:
    """Within the transactions of requests, where nobody repeats what a database ended as a deadlock."""
    _, judged = two_attempts(Status.SUBMITTED, Status.SUBMITTED)
    holds_its_own, attempts_of_learner = threading.Event(), outcomes._attempts_of_learner

    def look_while_the_decline_begins(attempt: Attempt) -> Any:
        if attempt.pk == judged.pk and not holds_its_own.is_set():
            holds_its_own.set()
            time.sleep(0.5)
        return attempts_of_learner(attempt)

    def judge() -> None:
        with transaction.atomic():
            change_status(judged.pk, Status.VERIFIED, cause=cause(Actor.STAFF))

    def go_on() -> None:
        holds_its_own.wait(timeout=10)
        with transaction.atomic():
            meanwhile(judged)

    monkeypatch.setattr(outcomes, "_attempts_of_learner", look_while_the_decline_begins)

    answers = at_once(judge, go_on)

    assert answers == [None, None]
    assert Attempt.everything.get(pk=judged.pk).status == Status.VERIFIED
