"""Effects are written with their cause, and run once it is committed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from proctoring_host.domain.statuses import Actor
from proctoring_host.effects import inline
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
def test_what_a_savepoint_takes_back_has_no_effect_and_what_stands_beside_it_has(vendor: FakeVendor) -> None:
    attempts = [make_attempt(external_id=None) for _ in range(3)]

    with transaction.atomic():
        registration(attempts[0])
        with transaction.atomic():
            registration(attempts[1], key="taken back")
            transaction.set_rollback(True)
        registration(attempts[2], key="kept")

    assert {call.attempt_code for call in vendor.called("register_attempt")} == {attempts[0].code, attempts[2].code}
    assert Effect.objects.filter(state=EffectState.DONE).count() == Effect.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_goes_wrong_after_the_commit_keeps_neither_the_request_nor_other_effects(
    vendor: FakeVendor, caplog, monkeypatch
) -> None:
    attempts = [make_attempt(external_id=None) for _ in range(2)]

    def refuse() -> None:
        raise RuntimeError("Ada Learner")

    with monkeypatch.context() as patched:
        patched.setattr(inline, "get_pool", refuse)
        with transaction.atomic():
            effects = [registration(attempt) for attempt in attempts]

    assert all(f"effect left to the worker effect={effect.pk}\n" in caplog.text for effect in effects)
    assert "Ada" not in caplog.text
    assert set(Effect.objects.values_list("state", flat=True)) == {EffectState.PENDING}


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
