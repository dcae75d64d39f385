import random
import time

import pytest
from django.db import OperationalError

from proctoring_host.deadlocks import PAUSES, retried, was_victim


class _WithState(Exception):
    def __init__(self, state: str) -> None:
        self.sqlstate = state


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(random, "uniform", lambda _least, most: most)
    return slept


def _error(cause: Exception | None) -> OperationalError:
    error = OperationalError("what the database says")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "victim"),
    [
        (Exception(1213, "Deadlock found"), True),
        (Exception(1020, "Record has changed since last read"), True),
        (_WithState("40P01"), True),
        (_WithState("40001"), True),
        (_WithState("57014"), False),
        (Exception(1205, "Lock wait timeout exceeded"), False),
        (Exception("database is locked"), False),
        (Exception(), False),
        (None, False),
    ],
)
def test_only_an_undone_transaction_counts_as_a_victim(cause: Exception | None, victim: bool) -> None:
    assert was_victim(_error(cause)) is victim


@pytest.mark.django_db(transaction=True)
def test_a_victim_is_run_again_until_it_succeeds(pauses: list[float]) -> None:
    errors = [_error(Exception(1213)), _error(_WithState("40P01"))]

    @retried
    def work(value: int) -> int:
        if errors:
            raise errors.pop()
        return value

    assert work(3) == 3
    assert pauses == list(PAUSES[:2])


@pytest.mark.django_db(transaction=True)
def test_what_stays_a_victim_is_raised_in_the_end(pauses: list[float]) -> None:
    @retried
    def work() -> None:
        raise _error(Exception(1213))

    with pytest.raises(OperationalError):
        work()
    assert pauses == list(PAUSES)


@pytest.mark.django_db(transaction=True)
def test_another_error_is_raised_at_once(pauses: list[float]) -> None:
    @retried
    def work() -> None:
        raise _error(Exception("disk full"))

    with pytest.raises(OperationalError):
        work()
    assert pauses == []


@pytest.mark.django_db
def test_within_a_transaction_the_one_who_began_it_decides(pauses: list[float]) -> None:
    @retried
    def work() -> None:
        raise _error(Exception(1213))

    with pytest.raises(OperationalError):
        work()
    assert pauses == []
