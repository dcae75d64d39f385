"""Plugins that observe hear of changes, reviews and failed deliveries."""

from types import SimpleNamespace
from typing import Any

import pytest

from proctoring_host import hookimpl
from proctoring_host.data import AttemptChange, DeliveryFailed, ReviewSaved
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import RegistrationRefused
from proctoring_host.models import Attempt, Effect, EffectState, Review, ReviewComment
from proctoring_host.registry import Candidate
from tests.factories import FakeClock, make_attempt
from tests.fake_backend import using_fake_backend
from tests.integration.effects.steps import registration, runner, transition, written

pytestmark = pytest.mark.django_db


class Observer:
    """A platform plugin that remembers, and raises as long as it is told to."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.raises = False

    @hookimpl
    def attempt_changed(self, change: AttemptChange) -> None:
        self._note(change)

    @hookimpl
    def review_saved(self, saved: ReviewSaved) -> None:
        self._note(saved)

    @hookimpl
    def delivery_failed(self, failed: DeliveryFailed) -> None:
        self._note(failed)

    def _note(self, value: object) -> None:
        self.heard.append(value)
        if self.raises:
            raise RuntimeError("out of order")


@pytest.fixture
def observers():
    """Two plugins and the vendor."""
    one, two = Observer(), Observer()
    installed = [Candidate.plugin("one", one), Candidate.plugin("two", two)]
    with using_fake_backend(installed=installed) as vendor:
        yield SimpleNamespace(one=one, two=two, vendor=vendor)


def _change(attempt: Attempt | None = None, to: Status = Status.SUBMITTED) -> Effect:
    attempt = attempt or make_attempt(status=Status.VERIFIED)
    logged = transition(attempt, to, from_status=Status.STARTED)
    payload = {"attempt_id": attempt.pk, "transition_id": logged.pk}
    return written(Kind.OBSERVERS, attempt, payload, lane=f"observers:{attempt.pk}")


def test_every_plugin_hears_of_a_change(observers) -> None:
    effect = _change()

    state = runner().run(effect.pk)

    change = observers.one.heard[0]
    assert state == EffectState.DONE
    assert observers.two.heard == [change]
    assert (change.from_status, change.to_status) == (Status.STARTED, Status.SUBMITTED)


def _to_be_told_again(plugin: str = "one") -> Effect:
    return Effect.objects.filter(payload__plugin=plugin).earliest("id")


def test_only_the_plugin_that_raised_is_told_again(observers) -> None:
    observers.one.raises = True
    effect, clock = _change(), FakeClock()
    first = runner(clock).run(effect.pk)
    clock.advance(15)
    second = runner(clock).run(_to_be_told_again().pk)
    reason = _to_be_told_again().last_error
    observers.one.raises = False
    clock.advance(15)

    third = runner(clock).run(_to_be_told_again().pk)

    effect.refresh_from_db()
    assert (first, second, third) == (EffectState.DONE, EffectState.PENDING, EffectState.DONE)
    assert effect.result == {"to_be_told": ["one"]}
    assert reason == "The plugin one raised."
    assert (len(observers.one.heard), len(observers.two.heard)) == (3, 1)
    assert _to_be_told_again().backend == effect.backend
    assert _to_be_told_again().correlation_id == effect.correlation_id


def test_a_plugin_that_raises_delays_no_other(observers) -> None:
    observers.one.raises = True
    attempt = make_attempt(status=Status.VERIFIED)

    for status in (Status.STARTED, Status.SUBMITTED, Status.VERIFIED):
        runner().run(_change(attempt, status).pk)

    assert [change.to_status for change in observers.two.heard] == [Status.STARTED, Status.SUBMITTED, Status.VERIFIED]


def test_a_plugin_that_raised_hears_of_all_changes_in_their_order(observers) -> None:
    observers.one.raises = True
    attempt, clock = make_attempt(status=Status.VERIFIED), FakeClock()
    for status in (Status.STARTED, Status.SUBMITTED):
        runner(clock).run(_change(attempt, status).pk)
    observers.one.raises = False
    observers.one.heard.clear()
    runner(clock).run(_change(attempt, Status.VERIFIED).pk)
    clock.advance(15)

    runner(clock).run_due()

    heard = [change.to_status for change in observers.one.heard]
    assert heard == [Status.STARTED, Status.SUBMITTED, Status.VERIFIED]
    assert not Effect.objects.exclude(state=EffectState.DONE).exists()


def test_what_waits_about_one_attempt_delays_no_other_attempt(observers) -> None:
    observers.one.raises = True
    runner().run(_change().pk)
    observers.one.raises = False

    runner().run(_change().pk)

    assert len({change.attempt.code for change in observers.one.heard}) == 2


def test_who_could_not_be_told_of_a_delivery_without_an_attempt_is_told_again(observers) -> None:
    observers.one.raises = True
    failed = written(Kind.VENDOR_EXAM)
    effect, clock = written(Kind.DELIVERY_OBSERVERS, payload={"effect_id": failed.pk, "reason": "No."}), FakeClock()
    runner(clock).run(effect.pk)
    observers.one.raises = False
    clock.advance(15)

    state = runner(clock).run(_to_be_told_again().pk)

    assert state == EffectState.DONE
    assert (len(observers.one.heard), len(observers.two.heard)) == (2, 1)


def test_plugins_hear_of_a_review(observers) -> None:
    attempt = make_attempt(status=Status.VERIFIED)
    review = Review.objects.create(
        attempt=attempt, attempt_code=attempt.code, backend="fake", status="passed", raw_data='{"a": 1}'
    )
    ReviewComment.objects.create(review=review, position=0, comment="Looked away", start=1.5)
    decision = {"to_status": "verified", "reason": "passed"}
    effect = written(Kind.REVIEW_OBSERVERS, attempt, {"review_id": review.pk, "decision": decision})

    runner().run(effect.pk)

    saved = observers.one.heard[0]
    assert (saved.review.status, saved.review.raw) == (ReviewStatus.PASSED, {"a": 1})
    assert [comment.comment for comment in saved.review.comments] == ["Looked away"]
    assert (saved.decision.to_status, saved.decision.reason) == (Status.VERIFIED, "passed")
    assert saved.attempt.code == attempt.code
    assert saved.correlation_id == effect.correlation_id


def test_plugins_hear_of_a_review_without_consequence(observers) -> None:
    attempt = make_attempt(status=Status.DECLINED)
    review = Review.objects.create(
        attempt=attempt, attempt_code=attempt.code, backend="fake", status="passed", raw_data="not JSON"
    )
    decision = {"to_status": None, "reason": "declined"}

    runner().run(written(Kind.REVIEW_OBSERVERS, attempt, {"review_id": review.pk, "decision": decision}).pk)

    saved = observers.one.heard[0]
    assert (saved.decision.to_status, saved.review.raw) == (None, {})


def test_plugins_hear_of_a_delivery_that_was_given_up(observers) -> None:
    observers.vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    effect = registration()

    runner().run_due(effect.next_at)

    failed = observers.one.heard[0]
    assert (failed.effect_kind, failed.backend, failed.attempt_code) == ("vendor_register", "fake", effect.attempt.code)
    assert (failed.reason, failed.final) == ("No.", True)


def test_an_observer_that_never_recovers_is_no_news_for_observers(observers) -> None:
    observers.one.raises = True
    runner().run(_change().pk)

    state = runner(max_tries=1).run(_to_be_told_again().pk, force=True)

    assert state == EffectState.DEAD
    assert not Effect.objects.filter(kind=Kind.DELIVERY_OBSERVERS).exists()
