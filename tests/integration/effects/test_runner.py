"""One effect at a time: leases, outcomes, retries, lanes."""

import logging
from datetime import timedelta

import pytest

from proctoring_host import correlation
from proctoring_host.domain.statuses import Status
from proctoring_host.effects import leases, states
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.runner import run_due, run_effect
from proctoring_host.errors import BackendUnreachable, RegistrationRefused
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import T0, FakeClock, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import Killed, Recorder, notification, registration, runner

pytestmark = pytest.mark.django_db
DOWN = BackendUnreachable("fake does not answer.", backend="fake")


def test_a_done_effect_remembers_when_and_what(vendor: FakeVendor) -> None:
    effect = registration()

    state = runner().run(effect.pk)

    effect.refresh_from_db()
    assert state == effect.state == EffectState.DONE
    assert effect.done_at == T0
    assert effect.result == {"external_id": f"vendor-{effect.attempt.code}"}
    assert (effect.tries, effect.leased_until, effect.last_error) == (1, None, "")


def test_the_observer_hears_of_each_boundary(vendor: FakeVendor) -> None:
    recorder = Recorder()

    runner(observer=recorder).run(registration().pk)

    assert recorder.boundaries == ["leased", "before_call", "after_call", "done"]


def test_a_done_effect_is_not_run_again(vendor: FakeVendor) -> None:
    effect = registration()
    run_effect(effect.pk)

    again = run_effect(effect.pk, force=True)

    assert again == EffectState.DONE
    assert vendor.counts["register_attempt"] == 1


def test_a_failed_effect_is_tried_again_later_and_later(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    effect, clock, waits = registration(), FakeClock(), []

    for _ in range(4):
        runner(clock).run(effect.pk)
        effect.refresh_from_db()
        waits.append((effect.next_at - clock()).total_seconds())
        clock.now = effect.next_at

    assert waits == [15, 30, 60, 120]
    assert (effect.state, effect.tries) == (EffectState.PENDING, 4)


def test_a_failed_effect_is_not_tried_before_its_time(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    effect, clock = registration(), FakeClock()
    runner(clock).run(effect.pk)
    clock.advance(14)

    state = runner(clock).run(effect.pk)

    assert state == EffectState.PENDING
    assert vendor.counts["register_attempt"] == 1


def test_the_vendors_own_wish_is_the_least_to_wait(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable("Too many.", backend="fake", retry_after=90)
    effect = registration()

    runner().run(effect.pk)

    effect.refresh_from_db()
    assert effect.next_at == T0 + timedelta(seconds=90)


def test_what_clients_are_to_be_told_is_kept(vendor: FakeVendor) -> None:
    refusal = RegistrationRefused("The vendor said no.", backend="fake", vendor_status=418, final=True)
    vendor.raises["register_attempt"] = refusal
    effect = registration()

    runner().run(effect.pk)

    effect.refresh_from_db()
    told = {"error_code": "registration_refused", "http_status": 418, "detail": "The vendor said no."}
    assert effect.result == told


def test_a_final_refusal_is_given_up_at_once(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = RegistrationRefused("The vendor said no.", backend="fake", final=True)
    effect = registration()

    state = runner().run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.DEAD
    assert (effect.tries, effect.last_error) == (1, "The vendor said no.")


def test_after_the_last_try_it_is_given_up(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    effect, clock, states_seen = registration(), FakeClock(), []

    for _ in range(3):
        states_seen.append(runner(clock, max_tries=3).run(effect.pk))
        clock.advance(3600)

    assert states_seen == [EffectState.PENDING, EffectState.PENDING, EffectState.DEAD]


def test_who_asks_for_a_dead_effect_revives_it(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    effect = registration()
    runner().run(effect.pk)
    vendor.raises.clear()

    unasked, asked = runner().run(effect.pk), runner().run(effect.pk, force=True)

    effect.refresh_from_db()
    assert (unasked, asked) == (EffectState.DEAD, EffectState.DONE)
    assert effect.tries == 1


def test_who_asks_for_a_waiting_effect_need_not_wait(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    effect = registration()
    runner().run(effect.pk)
    vendor.raises.clear()

    state = runner().run(effect.pk, force=True)

    assert state == EffectState.DONE


def test_an_unexpected_error_is_retried_without_its_text(vendor: FakeVendor, caplog) -> None:
    effect = registration()
    Effect.objects.filter(pk=effect.pk).update(kind="gone")

    state = runner().run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.PENDING
    assert effect.last_error == f"KeyError in effect {effect.pk}; the log has the details."
    assert effect.result["http_status"] == 500
    assert "effect raised kind=gone" in caplog.text


def test_a_later_effect_of_a_lane_waits_for_the_earlier_one(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    attempt = make_attempt(external_id=None)
    first, second = registration(attempt), notification(attempt)
    runner().run(first.pk)

    state = runner().run(second.pk, force=True)

    assert state == EffectState.PENDING
    assert vendor.counts["notify_attempt"] == 0


def test_what_waited_in_the_lane_runs_as_soon_as_it_may(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    first, second = registration(attempt), notification(attempt)

    runner().run(first.pk)

    second.refresh_from_db()
    assert second.state == EffectState.DONE
    assert list(vendor.counts) == ["register_attempt", "notify_attempt"]


def test_other_lanes_do_not_wait(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = DOWN
    runner().run(registration().pk)
    other = make_attempt()

    state = runner().run(notification(other).pk)

    assert state == EffectState.DONE


def test_the_worker_runs_all_that_is_due_in_order(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    registration(attempt)
    notification(attempt, Status.STARTED)
    notification(attempt, Status.SUBMITTED)
    later = registration(next_at=T0 + timedelta(hours=1))

    report = runner().run_due(T0)

    later.refresh_from_db()
    assert (report.done, report.postponed, report.dead, report.total) == (3, 0, 0, 3)
    assert [change.to_status for change in vendor.called("notify_attempt")] == [Status.STARTED, Status.SUBMITTED]
    assert later.state == EffectState.PENDING


def test_the_report_tells_what_became_of_the_effects(vendor: FakeVendor) -> None:
    registration()
    vendor.raises["register_attempt"] = DOWN
    failing = runner().run_due(T0)
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)

    refused = runner().run_due(T0)
    waited = runner(FakeClock(T0 + timedelta(hours=1))).run_due(limit=1)

    assert (failing.done, failing.postponed, failing.dead) == (0, 1, 0)
    assert refused.total == 0
    assert (waited.done, waited.postponed, waited.dead) == (0, 0, 1)


def test_the_worker_stops_between_two_effects(vendor: FakeVendor) -> None:
    registration()
    registration()

    report = runner(should_stop=lambda: vendor.counts["register_attempt"] == 1).run_due(T0)

    assert report.total == 1


def test_no_more_are_run_than_asked_for(vendor: FakeVendor) -> None:
    for _ in range(3):
        registration()

    report = run_due(limit=2)

    assert report.total == 2


def test_nobody_else_runs_an_effect_that_is_running(vendor: FakeVendor) -> None:
    effect, states_seen = registration(), []
    vendor.before["register_attempt"] = lambda: states_seen.append(runner().run(effect.pk, force=True))

    runner().run(effect.pk)

    assert states_seen == [EffectState.RUNNING]
    assert vendor.counts["register_attempt"] == 1


def test_a_lapsed_lease_is_taken_up_again(vendor: FakeVendor) -> None:
    effect, clock = registration(), FakeClock()
    with pytest.raises(Killed):
        runner(clock, observer=Recorder("after_call")).run(effect.pk)
    clock.advance(299)
    too_early = runner(clock).run_due().total
    clock.advance(1)

    report = runner(clock).run_due()

    assert (too_early, report.done) == (0, 1)
    assert {registration.attempt_code for registration in vendor.called("register_attempt")} == {effect.attempt.code}


def test_the_lease_of_a_dead_process_need_not_lapse(vendor: FakeVendor) -> None:
    effect = registration()
    with pytest.raises(Killed):
        runner(observer=Recorder("before_call")).run(effect.pk)
    # A number that no process can have, on this very machine.
    Effect.objects.update(lease_token=f"{leases.host_mark()}.{2**22 + 1}.abcdef.00000000")

    report = runner().run_due(T0)

    assert report.done == 1


def test_an_effect_that_ends_its_process_again_and_again_is_given_up(vendor: FakeVendor) -> None:
    effect, clock = registration(), FakeClock()
    for _ in range(2):
        with pytest.raises(Killed):
            runner(clock, max_tries=2, observer=Recorder("before_call")).run(effect.pk)
        clock.advance(301)

    state = runner(clock, max_tries=2).run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.DEAD
    assert "the process ended 2 times" in effect.last_error
    assert vendor.calls == []


def test_who_lost_the_lease_writes_nothing(vendor: FakeVendor, caplog) -> None:
    effect, recorder = registration(), Recorder()
    vendor.before["register_attempt"] = lambda: Effect.objects.update(lease_token="somebody else")

    state = runner(observer=recorder).run(effect.pk)

    attempt = Attempt.everything.get()
    assert state == EffectState.RUNNING
    assert recorder.boundaries[-1] == "lost"
    assert attempt.external_id is None
    assert "effect lease lost" in caplog.text


def test_what_is_discarded_stays_so(vendor: FakeVendor) -> None:
    effect = registration()
    Effect.objects.filter(pk=effect.pk).update(kind=Kind.VENDOR_NOTIFY)

    discarded, again = states.discard(effect.pk), states.discard(effect.pk)
    state = runner().run(effect.pk, force=True)

    assert (discarded, again, state) == (True, False, EffectState.DISCARDED)
    assert vendor.calls == []


def test_a_discarded_registration_runs_only_when_somebody_asks_for_it(vendor: FakeVendor) -> None:
    effect = registration()
    states.discard(effect.pk)

    due = runner().run_due()
    unasked = runner().run(effect.pk)
    calls = len(vendor.calls)
    asked = runner().run(effect.pk, force=True)

    assert (due.total, unasked, calls) == (0, EffectState.DISCARDED, 0)
    assert asked == EffectState.DONE
    assert len(vendor.called("register_attempt")) == 1


def test_a_delivery_that_was_given_up_is_an_effect_of_its_own(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    effect = registration()

    runner().run(effect.pk)

    told = Effect.objects.get(kind=Kind.DELIVERY_OBSERVERS)
    assert told.payload == {"effect_id": effect.pk, "reason": "No."}
    assert (told.lane, told.backend) == (f"observers:{effect.attempt_id}", "fake")


def test_what_somebody_else_has_tried_since_it_was_written_keeps_its_pause(vendor: FakeVendor) -> None:
    """The worker was quicker than the request that wrote the effect, and was told to come back later."""
    written, clock = registration(), FakeClock()
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    runner(clock).run(written.pk)

    state = runner(clock).run(written.pk, new=written)

    assert state == EffectState.PENDING
    assert vendor.counts["register_attempt"] == 1
    assert Effect.objects.get(pk=written.pk).tries == 1


def test_the_log_lines_about_an_effect_go_by_the_id_of_its_cause(vendor: FakeVendor) -> None:
    """What a formatter finds at that moment, as that of the standalone host."""
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    effect, found = registration(), []
    handler = logging.Handler()
    handler.emit = lambda record: found.append((record.getMessage(), correlation.current()))  # type: ignore[method-assign]
    logger = logging.getLogger("proctoring_host.effects.runner")
    logger.addHandler(handler)

    runner().run(effect.pk)

    logger.removeHandler(handler)
    given_up = [current for message, current in found if message.startswith("effect given up")]
    assert given_up == [effect.correlation_id]
    assert correlation.current() == ""
