"""Backends that ask to be asked again."""

from datetime import timedelta

import pytest

from proctoring_host.data import FollowUp, Launched, Ready, Review
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.kinds.follow_up import schedule
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.models import Review as ReviewRow
from tests.factories import T0, FakeClock, cause, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration, runner

pytestmark = pytest.mark.django_db


def _asked(attempt: Attempt, name: str = "poll", after: float = 30) -> Effect:
    wish = FollowUp(name=name, after_seconds=after, payload={"step": 1})
    return schedule(attempt, wish, cause(Actor.SYSTEM))


def _run(effect: Effect) -> str:
    return runner(FakeClock(effect.next_at)).run(effect.pk)


def test_the_backend_gets_back_what_it_left(vendor: FakeVendor) -> None:
    attempt = make_attempt()

    state = _run(_asked(attempt))

    due = vendor.called("follow_up")[0]
    assert state == EffectState.DONE
    assert (due.name, due.payload, due.attempt.code) == ("poll", {"step": 1}, attempt.code)


def test_it_is_not_asked_before_the_wished_time(vendor: FakeVendor) -> None:
    effect = _asked(make_attempt())

    runner(FakeClock(T0 + timedelta(seconds=29))).run(effect.pk)

    assert vendor.calls == []


def test_a_name_waits_once_at_a_time(vendor: FakeVendor) -> None:
    attempt = make_attempt()

    first, second, other = _asked(attempt), _asked(attempt), _asked(attempt, "other")

    assert first.pk == second.pk != other.pk


def test_a_backend_may_ask_again_and_again(vendor: FakeVendor) -> None:
    attempt = make_attempt()
    vendor.follow_up_answer = FollowUp(name="poll", after_seconds=0)

    _run(_asked(attempt))

    following = Effect.objects.get(kind=Kind.FOLLOW_UP, state=EffectState.PENDING)
    assert following.key == f"follow_up:{attempt.pk}:poll:2"
    assert following.next_at == T0 + timedelta(seconds=31)


def test_a_review_counts_like_a_callback(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    vendor.follow_up_answer = Review(status=ReviewStatus.PASSED)

    _run(_asked(attempt))

    attempt.refresh_from_db()
    assert ReviewRow.objects.get().attempt_id == attempt.pk
    assert attempt.status == Status.VERIFIED


def test_a_review_is_the_asked_attempts_also_where_its_id_was_given_twice(vendor: FakeVendor) -> None:
    asked, newer = (make_attempt(status=Status.SUBMITTED, external_id="Same") for _ in range(2))
    vendor.follow_up_answer = Review(status=ReviewStatus.PASSED, external_id="same")

    _run(_asked(asked))

    assert ReviewRow.objects.get().attempt_id == asked.pk != newer.pk


def test_a_review_of_another_attempt_is_refused(vendor: FakeVendor) -> None:
    attempt, other = make_attempt(status=Status.SUBMITTED), make_attempt(status=Status.SUBMITTED)
    vendor.follow_up_answer = Review(
        status=ReviewStatus.PASSED, attempt_code=other.code, external_id=other.external_id or ""
    )

    state = _run(_asked(attempt))

    other.refresh_from_db()
    assert state == EffectState.DEAD
    assert other.status == Status.SUBMITTED
    assert not ReviewRow.objects.exists()


def test_a_review_that_does_not_fit_is_given_up_and_changes_nothing(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    vendor.follow_up_answer = Review(status=ReviewStatus.PASSED, attempt_code=attempt.code, external_id="another")
    effect = _asked(attempt)

    state = _run(effect)

    effect.refresh_from_db()
    attempt.refresh_from_db()
    assert state == EffectState.DEAD
    assert effect.last_error == "The answer to the follow-up poll is not about its attempt."
    assert attempt.status == Status.SUBMITTED
    assert not ReviewRow.objects.exists()


def test_a_ready_answer_counts_like_a_callback(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.DOWNLOAD_SOFTWARE_CLICKED)
    vendor.follow_up_answer = Ready(external_id=attempt.external_id)

    _run(_asked(attempt))

    attempt.refresh_from_db()
    assert attempt.status == Status.READY_TO_START


@pytest.mark.parametrize("answer", [Ready(external_id="another"), Launched(attempt_code="any")])
def test_an_answer_about_something_else_is_refused(vendor: FakeVendor, answer) -> None:
    attempt = make_attempt(status=Status.DOWNLOAD_SOFTWARE_CLICKED)
    vendor.follow_up_answer = answer

    state = _run(_asked(attempt))

    attempt.refresh_from_db()
    assert state == EffectState.DEAD
    assert attempt.status == Status.DOWNLOAD_SOFTWARE_CLICKED


def test_a_wish_that_cannot_be_kept_is_not_asked_for_again(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    vendor.follow_ups = (FollowUp(name="poll", after_seconds=1, payload={"at": T0}),)
    effect = registration(attempt)

    state = runner().run(effect.pk)
    runner(FakeClock(T0 + timedelta(days=2))).run_due()

    effect.refresh_from_db()
    assert state == effect.state == EffectState.DEAD
    assert effect.last_error.startswith(
        f"The proctoring backend fake failed in register_attempt for attempt {attempt.code}"
    )
    assert vendor.counts["register_attempt"] == 1


def test_nobody_asks_about_a_removed_attempt(vendor: FakeVendor) -> None:
    state = _run(_asked(make_attempt(removed_at=T0)))

    assert state == EffectState.DONE
    assert vendor.calls == []
