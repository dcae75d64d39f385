"""What was done long ago and nobody asks for is removed, and nothing happens a second time because of that."""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.create import create_attempt
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects import prune as pruning
from proctoring_host.effects.kinds import DECLARED, PRUNABLE, Kind, handler_of
from proctoring_host.effects.prune import prune, prune_by_setting
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.effects.sweep import sweep
from proctoring_host.management import pruning as command
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import cause, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import runner, transition, written

pytestmark = pytest.mark.django_db
KEPT = [kind for kind in Kind if kind not in PRUNABLE]


@pytest.fixture
def attempt(vendor: FakeVendor) -> Attempt:
    return make_attempt(external_id="vendor-1")


def aged(kind: str, attempt: Attempt | None, days: float = 400, **columns: Any) -> Effect:
    """An effect that was written and, unless told otherwise, done so many days ago."""
    effect = written(kind, attempt)
    then = timezone.now() - timedelta(days=days)
    values = {"state": EffectState.DONE, "created": then, "done_at": then, **columns}
    Effect.objects.filter(pk=effect.pk).update(**values)
    return effect


def pruned(days: float = 365, **options: Any) -> dict[str, int]:
    """By kind, how many were removed."""
    found: dict[str, int] = {}
    for batch in prune(timezone.now() - timedelta(days=days), **options):
        found[batch.kind] = found.get(batch.kind, 0) + batch.number
    return found


def is_there(effect: Effect) -> bool:
    return Effect.objects.filter(pk=effect.pk).exists()


def test_each_kind_says_whether_old_ones_may_go() -> None:
    assert set(DECLARED) == set(Kind)
    assert all(callable(handler_of(kind)) for kind in Kind)


@pytest.mark.parametrize("kind", PRUNABLE)
def test_what_nobody_asks_for_is_removed_once_it_is_old(attempt: Attempt, kind: Kind) -> None:
    old, young = aged(kind, attempt), aged(kind, attempt, days=300)

    assert pruned() == {kind: 1}
    assert (is_there(old), is_there(young)) == (False, True)


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_asked_for_later_stays(attempt: Attempt, kind: Kind) -> None:
    old = aged(kind, attempt)

    assert pruned() == {}
    assert is_there(old)


@pytest.mark.parametrize("state", [state for state in EffectState if state != EffectState.DONE])
def test_only_what_is_done_goes(attempt: Attempt, state: EffectState) -> None:
    old = aged(Kind.TRACKING, attempt, state=state, done_at=None)

    assert pruned() == {}
    assert is_there(old)


def test_what_was_told_after_a_dead_letter_stays_until_that_is_over(attempt: Attempt, vendor: FakeVendor) -> None:
    logged = transition(attempt, Status.STARTED)
    dead = aged(Kind.VENDOR_NOTIFY, attempt, state=EffectState.DEAD, last_error="No.", done_at=None)
    Effect.objects.filter(pk=dead.pk).update(payload={"transition_id": logged.pk})
    later = aged(Kind.VENDOR_NOTIFY, attempt)

    assert pruned() == {}
    runner().run(dead.pk, force=True)

    assert vendor.counts["notify_attempt"] == 0
    assert pruned() == {Kind.VENDOR_NOTIFY: 1}
    assert not is_there(later)


def test_effects_without_a_lane_do_not_keep_each_other(attempt: Attempt) -> None:
    waiting, done = aged(Kind.REVIEW_OBSERVERS, None, state=EffectState.DEAD), aged(Kind.REVIEW_OBSERVERS, None)

    assert pruned() == {Kind.REVIEW_OBSERVERS: 1}
    assert (is_there(waiting), is_there(done)) == (True, False)


def test_all_portions_are_gone_through_and_no_further(
    attempt: Attempt, monkeypatch, django_assert_max_num_queries
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 3)
    for number in range(7):
        aged(Kind.TRACKING, attempt, **({"state": EffectState.DEAD, "lane": ""} if number % 3 == 1 else {"lane": ""}))
    for _ in range(30):
        aged(Kind.TRACKING, attempt, days=1)

    with django_assert_max_num_queries(12):
        assert pruned(kinds=[Kind.TRACKING]) == {Kind.TRACKING: 5}


def test_a_dry_run_counts_and_removes_nothing(attempt: Attempt) -> None:
    old = aged(Kind.TRACKING, attempt)

    assert pruned(dry_run=True) == {Kind.TRACKING: 1}
    assert is_there(old)


def test_two_at_once_remove_everything_once(attempt: Attempt, monkeypatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    for _ in range(6):
        aged(Kind.TRACKING, attempt)
    before = timezone.now() - timedelta(days=365)

    pairs = itertools.zip_longest(prune(before), prune(before))

    assert sum(batch.number for pair in pairs for batch in pair if batch) == 6
    assert not Effect.objects.exists()


def test_nothing_happens_a_second_time_once_all_is_pruned(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EMAILS": {"KINDS": {"review_delayed": True}}}
    attempt = create_attempt(make_exam().pk, make_user().pk, taking_as_proctored=True, cause=cause(Actor.LEARNER))
    sweep()
    for status, actor in (
        ("download_software_clicked", "learner"),
        ("ready_to_start", "vendor"),
        ("started", "learner"),
    ):
        change_status(attempt.pk, Status(status), cause=cause(Actor(actor)))
    change_status(attempt.pk, Status.SUBMITTED, cause=cause(Actor.LEARNER))
    sweep()
    kinds = set(Effect.objects.values_list("kind", flat=True))
    calls, mails = len(vendor.calls), len(mail.outbox)

    removed = pruned(days=-1)
    sweep()
    reconcile(timezone.now())

    assert removed == {Kind.VENDOR_NOTIFY: 2}
    assert kinds >= {Kind.VENDOR_REGISTER, Kind.MAIL}
    assert (len(vendor.calls), len(mail.outbox)) == (calls, mails)


def test_observers_of_a_delivery_that_is_gone_are_left_alone(attempt: Attempt, vendor: FakeVendor) -> None:
    told = written(Kind.DELIVERY_OBSERVERS, attempt, {"effect_id": 4711, "reason": "No."})

    assert runner().run(told.pk) == EffectState.DONE


@pytest.mark.parametrize(("days", "stays"), [(0, True), (500, True), (365, False)])
def test_the_clock_removes_what_the_setting_says(attempt: Attempt, settings, days: int, stays: bool) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_KEPT_DAYS": days}
    old = aged(Kind.TRACKING, attempt)

    assert prune_by_setting(timezone.now()) == int(not stays)
    assert is_there(old) is stays


def test_the_clock_stops_when_it_is_told_to(attempt: Attempt, settings, monkeypatch) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_KEPT_DAYS": 365}
    monkeypatch.setattr(pruning, "BATCH", 2)
    for _ in range(6):
        aged(Kind.TRACKING, attempt)

    assert prune_by_setting(timezone.now(), lambda: True) == 2
    monkeypatch.setattr(pruning, "MOST", 3)
    assert prune_by_setting(timezone.now()) == 4


def _effects(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("proctoring", "effects", "prune", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def old(attempt: Attempt) -> Iterator[None]:
    """Two that may go, one that may not, and one behind a dead letter."""
    aged(Kind.TRACKING, attempt)
    aged(Kind.TRACKING, attempt)
    aged(Kind.MAIL, attempt)
    aged(Kind.VENDOR_NOTIFY, attempt, state=EffectState.DEAD)
    aged(Kind.VENDOR_NOTIFY, attempt)
    return


TOLD = (
    "mail: 1 kept (whether a learner was told already)\n"
    "tracking: 2 {}\n"
    "vendor_notify: 1 kept (something before them in their lane is not done)\n"
)


def test_the_command_tells_what_it_removed_and_why_it_kept_the_rest(old: None) -> None:
    out, code = _effects("--older-than", "365", "--yes")

    assert (out, code) == (TOLD.format("removed"), 0)
    assert Effect.objects.count() == 3


def test_the_command_tells_before_what_it_would_remove(old: None) -> None:
    out, code = _effects("--older-than", "365", "--dry-run")

    assert (out, code) == (TOLD.format("would be removed"), 0)
    assert Effect.objects.count() == 5


def test_the_command_removes_nothing_without_consent(old: None) -> None:
    with pytest.raises(CommandError, match="Nothing was removed"):
        _effects("--older-than", "365")

    assert Effect.objects.count() == 5


def test_the_command_has_nothing_to_ask_where_nothing_is_old(vendor: FakeVendor) -> None:
    assert _effects("--older-than", "365") == ("There are none.\n", 0)


def test_the_command_answers_as_json(old: None) -> None:
    out, _ = _effects("--older-than", "365", "--yes", "--json")

    told = json.loads(out)
    assert told["kinds"]["tracking"] == {"removed": 2, "kept": 0, "reason": ""}
    assert told["kinds"]["mail"]["kept"] == 1
    assert told["interrupted"] is False


def test_an_interruption_tells_how_far_it_came(old: None, monkeypatch) -> None:
    def interrupted(*given: object, **options: object) -> Iterator[pruning.Batch]:
        yield next(prune(*given, **options))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(pruning, "BATCH", 1)
    monkeypatch.setattr(command, "prune", interrupted)

    out, code = _effects("--older-than", "365", "--yes")

    assert code == 130
    assert "tracking: 1 removed, 1 kept (not reached)\n" in out
    assert out.endswith("Interrupted. Run the same command again to go on.\n")


def test_a_terminal_has_one_line_that_counts_on_and_ends(old: None, monkeypatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 1)
    monkeypatch.setattr("sys.stderr", terminal := StringIO())
    monkeypatch.setattr(terminal, "isatty", lambda: True)

    _effects("--older-than", "365", "--yes")

    assert terminal.getvalue() == "\r1 of 3\r2 of 3\n"


@pytest.mark.parametrize("days", ["0", "-3", "soon", "99999999999"])
def test_an_age_that_makes_no_sense_is_refused(days: str) -> None:
    with pytest.raises(CommandError, match="--older-than"):
        _effects("--older-than", days, "--yes")
