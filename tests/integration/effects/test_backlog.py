"""Leases, back-off, and how far the outbox is behind."""

import os
from datetime import timedelta

import pytest

from proctoring_host.effects import leases
from proctoring_host.effects.outcomes import Refused
from proctoring_host.effects.queries import Backlog, backlog
from proctoring_host.effects.retry import back_off, outcome_of
from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Effect, EffectState
from tests.factories import T0
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration


def test_a_token_fits_its_column_and_is_never_the_same() -> None:
    tokens = {leases.new_token() for _ in range(3)}

    assert len(tokens) == 3
    assert all(len(token) <= Effect._meta.get_field("lease_token").max_length for token in tokens)


HERE = leases.host_mark
PROCESSES = {
    "ourselves": (leases.new_token, False),
    "an earlier process of our number": (lambda: f"{HERE()}.{os.getpid()}.other1.00000000", True),
    "a number no process can have": (lambda: f"{HERE()}.{2**22 + 1}.abcdef.00000000", True),
    "the first process": (lambda: f"{HERE()}.1.abcdef.00000000", False),
    "another machine": (lambda: f"elsewhere.{2**22 + 1}.abcdef.00000000", False),
    "no number": (lambda: f"{HERE()}.nothing", False),
    "no token": (str, False),
}


@pytest.mark.parametrize("whose", PROCESSES)
def test_only_a_process_of_this_machine_can_be_known_to_be_dead(whose: str) -> None:
    token, dead = PROCESSES[whose]

    assert leases.holder_is_dead(token()) is dead


def test_a_process_of_somebody_else_is_alive(monkeypatch) -> None:
    def not_ours(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", not_ours)

    assert not leases.holder_is_dead(f"{leases.host_mark()}.77.abcdef.00000000")


@pytest.mark.parametrize(("tries", "seconds"), [(0, 15), (1, 15), (2, 30), (5, 240), (20, 3600), (10_000, 3600)])
def test_waits_double_up_to_an_hour(tries, seconds) -> None:
    assert back_off(tries, chance=lambda: 0.5) == seconds


def test_waits_are_spread() -> None:
    assert (back_off(1, chance=lambda: 0.0), back_off(1, chance=lambda: 1.0)) == (7.5, 22.5)


@pytest.mark.parametrize(("wish", "seconds"), [(600, 600), (-5, 15), (10**9, 86400)])
def test_a_vendors_wish_is_heard_up_to_a_day(wish, seconds) -> None:
    assert back_off(1, wish, chance=lambda: 0.5) == seconds


def test_an_error_of_ours_that_is_not_the_vendors_is_final() -> None:
    outcome = outcome_of(AttemptNotFound("There is no such attempt."), Effect(kind="mail"))

    assert isinstance(outcome, Refused)


@pytest.mark.django_db
def test_an_empty_outbox_is_not_behind() -> None:
    assert backlog(T0) == Backlog(pending=0, overdue=0, oldest_age_seconds=0.0, dead=0)


@pytest.mark.django_db
def test_what_should_have_run_is_overdue(vendor: FakeVendor) -> None:
    for state, waited in (("pending", 600), ("pending", 60), ("pending", -60), ("dead", 9000), ("done", 9000)):
        effect = registration(next_at=T0 - timedelta(seconds=waited))
        Effect.objects.filter(pk=effect.pk).update(state=state)

    assert backlog(T0) == Backlog(pending=3, overdue=1, oldest_age_seconds=600.0, dead=1)


@pytest.mark.django_db
def test_a_lease_that_lapsed_long_ago_is_overdue(vendor: FakeVendor) -> None:
    registration()
    Effect.objects.update(state=EffectState.RUNNING, leased_until=T0 - timedelta(seconds=301))

    assert backlog(T0) == Backlog(pending=1, overdue=1, oldest_age_seconds=301.0, dead=0)


@pytest.mark.django_db
def test_it_is_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        backlog(T0)


@pytest.mark.django_db
def test_what_is_done_is_not_counted_through(django_assert_num_queries) -> None:
    """There is ever more of it, and load balancers ask every few seconds."""
    with django_assert_num_queries(1) as queries:
        backlog(T0)

    assert f"'{EffectState.DONE}'" not in queries[0]["sql"]
    assert "WHERE" in queries[0]["sql"].upper().rpartition("FROM")[2]
