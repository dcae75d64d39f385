"""Two verdicts at the same moment on two attempts of a learner at one exam: each has to know of the other."""

import contextlib
import threading

import pytest

from proctoring_host.attempts import mails
from proctoring_host.attempts.change import change_status
from proctoring_host.domain.outcomes import Step
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Attempt, Effect
from tests.factories import cause, make_attempt
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
