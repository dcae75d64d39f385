"""Effects are written with their cause, and run once it is committed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import T0, cause, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration, written


@pytest.mark.django_db
def test_a_repeated_key_gives_the_same_row(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)

    first = registration(attempt, key="register:1")
    second = registration(attempt, key="register:1", payload={"other": True})

    assert first.pk == second.pk
    assert Effect.objects.get().payload == {}


@pytest.mark.django_db(transaction=True)
def test_an_effect_without_its_cause_is_refused(vendor: FakeVendor) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="with its cause"):
        enqueue(Kind.MAIL, key="mail:1", payload={}, cause=cause(Actor.SYSTEM))


@pytest.mark.django_db
def test_an_unknown_kind_is_refused(vendor: FakeVendor) -> None:
    with pytest.raises(ValueError, match=r"No effect is called telegram; known are .*mail"):
        written("telegram")


@pytest.mark.django_db(transaction=True)
def test_an_effect_runs_right_after_the_commit_and_not_before(vendor: FakeVendor) -> None:
    with transaction.atomic():
        effect = registration()
        calls_within = vendor.counts["register_attempt"]

    effect.refresh_from_db()
    assert calls_within == 0
    assert effect.state == EffectState.DONE
    assert len(vendor.called("register_attempt")) == 1


@pytest.mark.django_db(transaction=True)
def test_vendors_are_called_outside_any_transaction(vendor: FakeVendor) -> None:
    seen = []
    vendor.before["register_attempt"] = lambda: seen.append(connection.in_atomic_block)

    registration()

    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_a_cause_that_is_rolled_back_has_no_effect(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)

    with transaction.atomic():
        registration(attempt)
        transaction.set_rollback(True)

    assert not Effect.objects.exists()
    assert vendor.calls == []


@pytest.mark.django_db(transaction=True)
def test_a_repeated_key_does_not_run_again(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    registration(attempt, key="register:1")
    Attempt.everything.update(external_id=None)

    registration(attempt, key="register:1")

    assert vendor.counts["register_attempt"] == 1


@pytest.mark.django_db(transaction=True)
def test_an_effect_of_later_waits_for_the_worker(vendor: FakeVendor) -> None:
    effect = registration(next_at=T0 + timedelta(seconds=1))

    assert effect.state == EffectState.PENDING
    assert vendor.calls == []


@pytest.mark.django_db(transaction=True)
def test_with_the_inline_runner_off_everything_is_left_to_the_worker(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}

    effect = registration()

    assert Effect.objects.get().state == EffectState.PENDING
    assert effect.tries == 0


@pytest.mark.django_db(transaction=True)
def test_a_vendor_that_is_down_does_not_disturb_the_request(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable("fake does not answer.", backend="fake")

    effect = registration()

    effect.refresh_from_db()
    assert effect.state == EffectState.PENDING
    assert effect.last_error == "fake does not answer."


@pytest.mark.django_db(transaction=True)
def test_an_outbox_that_is_out_of_order_does_not_disturb_the_request(vendor: FakeVendor, caplog) -> None:
    with transaction.atomic():
        effect = registration()
        # Gone before its turn, which no code of ours does: the runner finds nothing to run.
        Effect.objects.all().delete()

    assert f"effect left to the worker effect={effect.pk}" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_write_one_row(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    attempt = make_attempt(external_id=None)
    together = threading.Barrier(2)

    def write() -> None:
        together.wait()
        registration(attempt, key="register:1")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Effect.objects.filter(key="register:1").count() == 1
