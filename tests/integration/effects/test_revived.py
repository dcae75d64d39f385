"""What was given up and is tried again by hand: its place in its lane, and what it must not undo."""

from datetime import timedelta
from typing import Any

import pytest

from proctoring_host.domain.statuses import Status
from proctoring_host.effects import states
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import BackendError
from proctoring_host.events import status_signal
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import T0, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import notification, runner, transition, written

pytestmark = pytest.mark.django_db
NO = BackendError("The vendor said no.", backend="fake", final=True)


@pytest.fixture
def attempt(vendor: FakeVendor) -> Attempt:
    return make_attempt(external_id="vendor-1")


@pytest.fixture
def dead(attempt: Attempt, vendor: FakeVendor) -> Effect:
    """The vendor did not want to hear that the attempt was started; it is in a better mood now."""
    effect = notification(attempt, Status.STARTED)
    vendor.raises["notify_attempt"] = NO
    assert runner().run(effect.pk) == EffectState.DEAD
    vendor.raises.clear()
    vendor.calls.clear()
    return effect


def _told(vendor: FakeVendor) -> list[Status]:
    return [change.to_status for change in vendor.called("notify_attempt")]


def _state(effect: Effect) -> str:
    return Effect.objects.get(pk=effect.pk).state


def test_it_waits_while_a_later_one_of_its_lane_is_running(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    later = notification(attempt, Status.READY_TO_SUBMIT)
    seen: list[Any] = []

    def retried_meanwhile() -> None:
        vendor.before.clear()
        seen.extend([runner().run(dead.pk, force=True), _told(vendor)])

    vendor.before["notify_attempt"] = retried_meanwhile

    runner().run(later.pk)

    assert seen == [EffectState.PENDING, [Status.READY_TO_SUBMIT]]
    assert _state(later) == EffectState.DONE


def test_it_has_its_turn_once_the_later_one_has_ended(dead: Effect, vendor: FakeVendor) -> None:
    """Of another kind, so that what was told since is no reason to leave it."""
    later = written(Kind.VENDOR_REMOVE, dead.attempt, {"external_id": "vendor-1"})
    vendor.before["remove_attempt"] = lambda: runner().run(dead.pk, force=True) and None

    runner().run(later.pk)

    assert [name for name, _ in vendor.calls] == ["remove_attempt", "notify_attempt"]
    assert _state(dead) == EffectState.DONE


def test_later_ones_wait_for_it_from_then_on(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    later = notification(attempt, Status.READY_TO_SUBMIT)
    vendor.before["notify_attempt"] = lambda: runner().run(later.pk, force=True) and None

    runner().run(dead.pk, force=True)

    assert _told(vendor) == [Status.STARTED, Status.READY_TO_SUBMIT]


@pytest.mark.parametrize("as_written", [True, False])
def test_who_has_just_found_the_lane_free_for_a_later_one_looks_again(
    attempt: Attempt, dead: Effect, vendor: FakeVendor, monkeypatch, as_written: bool
) -> None:
    later = notification(attempt, Status.READY_TO_SUBMIT)
    fields = {"now": T0, "until": T0 + timedelta(minutes=5)}
    look = states._lane_is_busy

    def look_and_be_overtaken(effect: Effect, now: Any) -> bool:
        found = look(effect, now)
        monkeypatch.setattr(states, "_lane_is_busy", look)
        assert states.take(dead.pk, force=True, **fields)
        return found

    monkeypatch.setattr(states, "_lane_is_busy", look_and_be_overtaken)

    taken = states.take_new(later, **fields) if as_written else states.take(later.pk, force=False, **fields)

    assert taken is None
    assert (_state(dead), _state(later)) == (EffectState.RUNNING, EffectState.PENDING)


def test_a_later_one_whose_process_died_does_not_keep_it(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    later = notification(attempt, Status.READY_TO_SUBMIT)
    Effect.objects.filter(pk=later.pk).update(state=EffectState.RUNNING, leased_until=T0, lease_token="elsewhere.1.a.b")

    assert runner().run(dead.pk, force=True) == EffectState.DONE
    assert runner().run(later.pk) == EffectState.DONE


def test_what_is_before_it_goes_first(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    second = notification(attempt, Status.READY_TO_SUBMIT)
    Effect.objects.filter(pk=dead.pk).update(state=EffectState.PENDING)
    Effect.objects.filter(pk=second.pk).update(state=EffectState.DEAD, last_error="No.")

    waiting = runner().run(second.pk, force=True)
    runner().run_due()

    assert waiting == EffectState.PENDING
    assert _told(vendor) == [Status.STARTED, Status.READY_TO_SUBMIT]


def test_one_that_is_discarded_lets_the_next_one_run(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    Effect.objects.filter(pk=dead.pk).update(state=EffectState.PENDING)
    later = notification(attempt, Status.READY_TO_SUBMIT)
    waiting = runner().run(later.pk)

    states.discard(dead.pk)

    assert (waiting, runner().run(later.pk)) == (EffectState.PENDING, EffectState.DONE)


def test_the_vendor_hears_nothing_older_than_it_knows(attempt: Attempt, dead: Effect, vendor: FakeVendor) -> None:
    runner().run(notification(attempt, Status.SUBMITTED).pk)

    assert runner().run(dead.pk, force=True) == EffectState.DONE

    assert _told(vendor) == [Status.SUBMITTED]
    assert Effect.objects.get(pk=dead.pk).result == {"skipped": "something later was told already"}


def test_receivers_of_the_signal_hear_nothing_older_than_they_know(attempt: Attempt, vendor: FakeVendor) -> None:
    heard: list[str] = []

    def receiver(status: str, **rest: object) -> None:
        heard.append(status)

    status_signal.exam_attempt_status_signal.connect(receiver)
    lane = f"signal:{attempt.pk}"
    first, second = (
        written(Kind.STATUS_SIGNAL, attempt, {"transition_id": transition(attempt, to).pk}, lane=lane)
        for to in (Status.STARTED, Status.SUBMITTED)
    )
    Effect.objects.filter(pk=first.pk).update(state=EffectState.DEAD, last_error="KeyError.")
    runner().run(second.pk)

    runner().run(first.pk, force=True)

    status_signal.exam_attempt_status_signal.disconnect(receiver)
    assert heard == [Status.SUBMITTED]
    assert _state(first) == EffectState.DONE


def test_the_vendor_hears_nothing_older_though_nobody_said_why_it_failed(attempt: Attempt, vendor: FakeVendor) -> None:
    silent = notification(attempt, Status.STARTED)
    vendor.raises["notify_attempt"] = BackendError("", backend="fake", final=True)
    runner().run(silent.pk)
    vendor.raises.clear()
    vendor.calls.clear()
    runner().run(notification(attempt, Status.SUBMITTED).pk)

    assert runner().run(silent.pk, force=True) == EffectState.DONE

    assert _told(vendor) == [Status.SUBMITTED]
