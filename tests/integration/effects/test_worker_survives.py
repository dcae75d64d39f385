"""Whatever a plugin says, its effect is kept, and the other effects have their turn."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from proctoring_host.attempts.archive import archive
from proctoring_host.attempts.locks import lock
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects import states
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.runner import run_inline
from proctoring_host.effects.storable import storable
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Effect, EffectState
from tests.factories import T0, FakeClock, cause, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration, runner

ODD_TEXTS = ("half \ud800 a pair", "a NUL \x00 too")


class Unspeakable(str):
    """Text that cannot be made text."""

    __slots__ = ()

    def __str__(self) -> str:
        raise RuntimeError("Ada Learner")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize(("final", "expected"), [(False, EffectState.PENDING), (True, EffectState.DEAD)])
def test_words_no_database_takes_are_kept_without_them(vendor: FakeVendor, text, final, expected) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable(text, backend="fake", final=final)
    effect = registration()

    report = runner().run_due(T0)

    effect.refresh_from_db()
    assert effect.state == expected
    assert report.total == (2 if final else 1)
    assert effect.last_error == effect.result["detail"] == text.replace("\ud800", "").replace("\x00", "")
    told = Effect.objects.filter(kind=Kind.DELIVERY_OBSERVERS)
    assert [one.payload["reason"] for one in told] == ([effect.last_error] if final else [])


@pytest.mark.django_db
def test_what_cannot_be_written_down_stops_no_other_effect(vendor: FakeVendor, caplog) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable(Unspeakable(), backend="fake")
    first, second = registration(), registration()
    vendor.before["register_attempt"] = lambda: _only_the_first_fails(vendor)

    report = runner().run_due(T0)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (EffectState.RUNNING, EffectState.DONE)
    assert report.total == 1
    assert f"effect left to the worker effect={first.pk}" in caplog.text
    assert "Ada Learner" not in caplog.text


def _only_the_first_fails(vendor: FakeVendor) -> None:
    if vendor.counts["register_attempt"] > 1:
        vendor.raises.clear()


@pytest.mark.django_db
def test_it_is_tried_again_when_its_lease_has_lapsed(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable(Unspeakable(), backend="fake")
    effect, clock = registration(), FakeClock()
    runner(clock).run(effect.pk)
    vendor.raises.clear()
    clock.advance(301)

    report = runner(clock).run_due()

    assert report.done == 1


@pytest.mark.django_db
def test_an_effect_that_is_gone_disturbs_no_request(vendor: FakeVendor, caplog) -> None:
    run_inline(4711)

    assert "effect left to the worker effect=4711" in caplog.text
    assert "matching query" not in caplog.text


def test_every_value_becomes_json() -> None:
    odd = {"a\x00": [T0, 1, 2.5, float("nan"), None, True], "b": {3: ("\ud800x",)}}

    assert storable(odd) == {"a": [str(T0), 1, 2.5, 0.0, None, True], "b": {"3": ["x"]}}


@pytest.mark.django_db(transaction=True)
def test_giving_up_and_removing_at_once_wait_for_each_other(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    attempt = make_attempt(external_id=None)
    written = registration(attempt)
    effect = states.take(written.pk, now=T0, until=T0 + timedelta(minutes=5), force=False)
    assert effect is not None
    started = threading.Event()

    def give_up() -> bool:
        try:
            started.set()
            return states.bury(effect, reason="No.", result={}, now=T0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            row = lock(attempt.pk)
            buried = pool.submit(give_up)
            started.wait(10)
            # Time for it to take whatever it takes before it waits for the attempt.
            threading.Event().wait(0.5)
            archive(row, cause(Actor.STAFF))
        assert buried.result(30)

    written.refresh_from_db()
    assert written.state == EffectState.DEAD
