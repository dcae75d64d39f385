"""Numbers for pages and metrics: right where that costs little, and never a burden."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from proctoring_host.domain.statuses import Status
from proctoring_host.effects.numbers import CACHE_KEY, StatusCount, attempts_by_status
from proctoring_host.models import Attempt
from tests.factories import T0, make_attempt

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.delete(CACHE_KEY)
    yield
    cache.delete(CACHE_KEY)


def _submitted() -> None:
    Attempt.everything.filter(pk=make_attempt(status=Status.SUBMITTED).pk).update(modified=T0)


def _taking(seconds: float) -> Callable[[], float]:
    """A stopwatch that says so of everything."""
    readings = iter(range(1000))
    return lambda: next(readings) * seconds


def _one(count: int, age: timedelta) -> list[StatusCount]:
    return [StatusCount(status="submitted", number=count, oldest_seconds=age.total_seconds())]


def test_what_is_counted_quickly_is_counted_each_time() -> None:
    _submitted()
    first = attempts_by_status(T0 + HOUR, _taking(0.05))
    _submitted()

    assert first == _one(1, HOUR)
    assert attempts_by_status(T0 + HOUR, _taking(0.05)) == _one(2, HOUR)


def test_what_takes_long_is_kept_and_grows_older(django_assert_num_queries) -> None:
    _submitted()
    attempts_by_status(T0 + HOUR, _taking(2.0))
    _submitted()

    with django_assert_num_queries(0):
        assert attempts_by_status(T0 + 2 * HOUR) == _one(1, 2 * HOUR)


def test_it_is_kept_for_fifty_times_as_long_as_it_took(monkeypatch) -> None:
    seconds: list[float] = []
    monkeypatch.setattr(LocMemCache, "set", lambda self, key, value, timeout: seconds.append(timeout))
    _submitted()

    attempts_by_status(T0, _taking(2.0))

    assert seconds == [100.0]


def test_a_cache_that_is_away_costs_no_numbers(monkeypatch, caplog) -> None:
    def away(*given: object) -> None:
        raise ConnectionError("redis://:secret@cache")

    monkeypatch.setattr(LocMemCache, "get", away)
    monkeypatch.setattr(LocMemCache, "set", away)
    _submitted()

    assert attempts_by_status(T0 + HOUR, _taking(2.0)) == _one(1, HOUR)
    assert "cache cannot be read error=ConnectionError" in caplog.text
    assert "secret" not in caplog.text
