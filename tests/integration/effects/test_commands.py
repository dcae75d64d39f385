"""`proctoring worker` and `proctoring effects`."""

import json
import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import ExamUnknown, RegistrationRefused
from proctoring_host.management.subcommands import worker as worker_module
from proctoring_host.models import Effect, EffectState
from tests.factories import make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration

pytestmark = pytest.mark.django_db
REFUSED = RegistrationRefused("The vendor said no.", backend="fake", final=True)


def _proctoring(*arguments: str) -> tuple[str, int]:
    """What it prints, and its exit code."""
    out = StringIO()
    try:
        call_command("proctoring", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def dead(vendor: FakeVendor) -> Effect:
    """An effect that was given up, of a vendor that is back."""
    effect = registration(key="register:dead")
    vendor.raises["register_attempt"] = REFUSED
    _proctoring("worker", "--once")
    vendor.raises.clear()
    effect.refresh_from_db()
    return effect


def test_the_worker_runs_what_is_due_and_says_so(vendor: FakeVendor) -> None:
    registration()

    out, code = _proctoring("worker", "--once")

    assert code == 0
    assert out.endswith(" 1 effect done\n")


def test_the_worker_ends_attempts_whose_time_is_up(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.STARTED, deadline_at=timezone.now() - timedelta(seconds=1))

    out, _ = _proctoring("worker", "--once")

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED
    assert "1 attempt ended, 2 effects done" in out


def test_a_worker_without_work_says_nothing(vendor: FakeVendor) -> None:
    assert _proctoring("worker", "--once") == ("", 0)


def test_what_fails_is_told(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = REFUSED
    registration()

    out, _ = _proctoring("worker", "--once")

    assert "1 effect done, 1 given up" in out


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_when_it_is_told_to(vendor: FakeVendor, settings, number: signal.Signals) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    registration()
    registration()
    vendor.before["register_attempt"] = lambda: os.kill(os.getpid(), number)
    before = signal.getsignal(number)

    out, code = _proctoring("worker", "--interval", "0.01")

    assert code == 0
    assert "1 effect done" in out
    assert out.endswith("The worker has stopped.\n")
    assert vendor.counts["register_attempt"] == 1
    assert signal.getsignal(number) is before


@pytest.mark.parametrize(
    ("words", "told", "with_trace"),
    [("connection refused", "its server cannot be reached", False), ("no idea", "OperationalError.", True)],
)
def test_a_database_that_is_away_is_waited_for_and_told_of_once(
    words: str, told: str, with_trace: bool, vendor: FakeVendor, monkeypatch, caplog
) -> None:
    rounds: list[int] = []

    def away(stop: threading.Event, stdout: object) -> None:
        rounds.append(1)
        if len(rounds) == 5:
            stop.set()
        elif len(rounds) != 4:
            raise OperationalError(words)

    monkeypatch.setattr(worker_module, "_round", away)
    monkeypatch.setattr(worker_module, "close_old_connections", lambda: None)

    _, code = _proctoring("worker", "--interval", "0.01")

    assert (code, len(rounds)) == (0, 5)
    lines = [record.getMessage() for record in caplog.records if record.name == worker_module.__name__]
    assert [line.partition(" error=")[0] for line in lines] == [
        "worker waits for its database",
        "worker goes on: the database can be used again",
    ]
    assert told in lines[0]
    assert ("line " in lines[0]) is with_trace


@pytest.mark.parametrize("interval", ["0", "-1", "3601", "soon"])
def test_an_interval_that_makes_no_sense_is_refused(vendor: FakeVendor, interval) -> None:
    with pytest.raises(CommandError, match="interval"):
        call_command("proctoring", "worker", "--interval", interval)


def test_the_list_shows_what_waits_and_what_was_given_up(dead: Effect) -> None:
    waiting = registration()
    done = Effect.objects.get(kind="delivery_observers")

    out, _ = _proctoring("effects", "list")

    assert f"{dead.pk}  dead  vendor_register  {dead.attempt.code}  try 1  The vendor said no." in out
    assert f"{waiting.pk}  pending" in out
    assert f"{done.pk}  done" not in out


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["--dead"], ["register:dead"]),
        (["--state", "pending"], ["register:waiting"]),
        (["--limit", "1"], ["register:dead"]),
    ],
)
def test_the_list_can_be_narrowed(dead: Effect, arguments, keys) -> None:
    registration(key="register:waiting")

    out, _ = _proctoring("effects", "list", "--json", *arguments)

    assert [effect["key"] for effect in json.loads(out)] == keys


def test_the_list_of_one_attempt(dead: Effect) -> None:
    registration()

    out, _ = _proctoring("effects", "list", "--json", "--attempt", dead.attempt.code.lower())

    assert [effect["id"] for effect in json.loads(out)] == [dead.pk]


def test_an_empty_list_says_so(vendor: FakeVendor) -> None:
    assert _proctoring("effects", "list") == ("There are none.\n", 0)


def _lines(out: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in out.splitlines())


@pytest.mark.parametrize(("form", "read"), [([], _lines), (["--json"], json.loads)])
def test_one_effect_is_shown_whole(dead: Effect, form: list[str], read: Callable[[str], dict]) -> None:
    out, code = _proctoring("effects", "show", str(dead.pk), *form)

    shown = read(out)
    assert code == 0
    assert (shown["key"], shown["state"], shown["last_error"]) == ("register:dead", "dead", "The vendor said no.")
    assert "registration_refused" in str(shown["result"])


def test_an_unknown_effect_is_named(vendor: FakeVendor) -> None:
    with pytest.raises(CommandError, match="There is no effect 4711"):
        call_command("proctoring", "effects", "show", "4711")


@pytest.mark.parametrize("which", ["id", "--dead"])
def test_a_retry_runs_what_was_given_up(dead: Effect, which) -> None:
    out, code = _proctoring("effects", "retry", str(dead.pk) if which == "id" else which)

    dead.refresh_from_db()
    assert (out, code) == (f"{dead.pk} vendor_register: done\n", 0)
    assert dead.state == EffectState.DONE


def test_a_retry_that_fails_says_so(dead: Effect, vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = REFUSED

    out, code = _proctoring("effects", "retry", "--dead", "--json")

    assert (json.loads(out), code) == ([{"id": dead.pk, "outcome": "dead"}], 1)


def test_discarding_gives_up_for_good(dead: Effect) -> None:
    out, code = _proctoring("effects", "discard", str(dead.pk))

    dead.refresh_from_db()
    assert code == 0
    assert out == (
        f"{dead.pk} vendor_register: discarded. "
        "The learner can still try again, which registers the attempt after all.\n"
    )
    assert dead.state == EffectState.DISCARDED


def test_discarding_a_registration_warns_that_only_a_retry_brings_it_back_without_inline_effects(
    dead: Effect, settings
) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}

    out, _ = _proctoring("effects", "discard", str(dead.pk), "--json")

    [found] = json.loads(out)
    assert found["outcome"] == "discarded"
    assert "Until `effects retry`" in found["note"]


def test_a_discarded_registration_is_revived_by_a_retry(dead: Effect, vendor: FakeVendor) -> None:
    _proctoring("effects", "discard", str(dead.pk))
    vendor.raises.clear()

    planned, _ = _proctoring("effects", "retry", str(dead.pk), "--dry-run")
    out, code = _proctoring("effects", "retry", str(dead.pk))

    dead.refresh_from_db()
    assert planned == f"{dead.pk} vendor_register: would retry (discarded)\n"
    assert (out, code) == (f"{dead.pk} vendor_register: done\n", 0)
    assert dead.state == EffectState.DONE


def test_what_else_was_discarded_stays_so_and_a_retry_says_why(vendor: FakeVendor, dead: Effect) -> None:
    Effect.objects.filter(pk=dead.pk).update(kind="vendor_notify")
    discarded, _ = _proctoring("effects", "discard", str(dead.pk))

    out, code = _proctoring("effects", "retry", str(dead.pk))

    assert discarded == f"{dead.pk} vendor_notify: discarded\n"
    assert code == 1
    assert out == (
        f"{dead.pk} vendor_notify: discarded. "
        "What was discarded is not run again; only a registration (vendor_register) can be.\n"
    )


def test_a_discarded_registration_behind_another_effect_says_what_it_waits_for(dead: Effect) -> None:
    _proctoring("effects", "discard", str(dead.pk))
    earlier = Effect.objects.exclude(pk=dead.pk).get()
    Effect.objects.filter(pk=earlier.pk).update(state=EffectState.PENDING, lane="one")
    behind = registration(key="register:behind")
    Effect.objects.filter(pk=behind.pk).update(state=EffectState.DISCARDED, lane="one")

    out, code = _proctoring("effects", "retry", str(behind.pk))

    behind.refresh_from_db()
    assert code == 1
    assert "vendor_register: pending. It waits for another effect of its lane" in out
    assert behind.state == EffectState.PENDING


def test_a_registration_that_waits_for_its_exam_is_not_said_to_wait_for_its_lane(
    dead: Effect, vendor: FakeVendor, monkeypatch
) -> None:
    def elsewhere(*given: object) -> None:
        raise ExamUnknown("Somebody else is just telling the vendor of it.", backend="fake", elsewhere=True)

    monkeypatch.setattr("proctoring_host.effects.kinds.vendor_register.introduce", elsewhere)

    assert _proctoring("effects", "retry", str(dead.pk)) == (f"{dead.pk} vendor_register: pending\n", 1)


def test_what_is_done_cannot_be_discarded(dead: Effect) -> None:
    done = Effect.objects.get(kind="delivery_observers")

    out, code = _proctoring("effects", "discard", str(done.pk))

    assert (out, code) == (f"{done.pk} delivery_observers: done\n", 1)


@pytest.mark.parametrize("action", ["retry", "discard"])
def test_a_dry_run_changes_nothing(dead: Effect, vendor: FakeVendor, action) -> None:
    calls = len(vendor.calls)

    out, code = _proctoring("effects", action, "--dead", "--dry-run")

    dead.refresh_from_db()
    assert out.startswith(f"{dead.pk} vendor_register: would {action} (dead)")
    assert code == 0
    assert (dead.state, len(vendor.calls)) == (EffectState.DEAD, calls)


def test_a_dry_run_knows_what_stays_as_it_is(dead: Effect) -> None:
    done = Effect.objects.get(kind="delivery_observers")

    out, _ = _proctoring("effects", "retry", str(done.pk), "--dry-run")

    assert out == f"{done.pk} delivery_observers: done\n"


def test_nothing_to_retry_is_no_failure(vendor: FakeVendor) -> None:
    assert _proctoring("effects", "retry", "--dead") == ("There are none.\n", 0)


@pytest.mark.parametrize("arguments", [[], ["1", "--dead"]])
def test_what_to_retry_has_to_be_named_one_way(vendor: FakeVendor, arguments) -> None:
    with pytest.raises(CommandError, match="Name either effects"):
        call_command("proctoring", "effects", "retry", *arguments)


@pytest.mark.parametrize(
    "arguments", [("list", "--limit", "-5"), ("show", "9" * 30), ("retry", "9" * 30), ("discard", "-1")]
)
def test_a_number_that_no_effect_can_have_is_refused_before_the_database_sees_it(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"invalid|unrecognized"):
        _proctoring("effects", *arguments)
