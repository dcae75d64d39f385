"""Plugins that observe hear of changes, reviews and failed deliveries."""

from types import SimpleNamespace
from typing import Any

import pytest

from proctoring_host import hookimpl
from proctoring_host.data import AttemptChange, DeliveryFailed, ReviewSaved
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import RegistrationRefused
from proctoring_host.models import Effect, EffectState, Review, ReviewComment
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


def _change() -> Effect:
    attempt = make_attempt(status=Status.VERIFIED)
    logged = transition(attempt, Status.SUBMITTED, from_status=Status.STARTED)
    payload = {"attempt_id": attempt.pk, "transition_id": logged.pk}
    return written(Kind.OBSERVERS, attempt, payload, lane=f"observers:{attempt.pk}")


def test_every_plugin_hears_of_a_change(observers) -> None:
    effect = _change()

    state = runner().run(effect.pk)

    change = observers.one.heard[0]
    assert state == EffectState.DONE
    assert observers.two.heard == [change]
    assert (change.from_status, change.to_status) == (Status.STARTED, Status.SUBMITTED)


def test_only_the_plugin_that_raised_is_told_again(observers) -> None:
    observers.one.raises = True
    effect, clock = _change(), FakeClock()
    first = runner(clock).run(effect.pk)
    effect.refresh_from_db()
    reason = effect.last_error
    observers.one.raises = False
    clock.advance(15)

    second = runner(clock).run(effect.pk)

    assert (first, second) == (EffectState.PENDING, EffectState.DONE)
    assert reason == "These plugins raised: one."
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

    state = runner(max_tries=1).run(_change().pk)

    assert state == EffectState.DEAD
    assert not Effect.objects.filter(kind=Kind.DELIVERY_OBSERVERS).exists()
