"""The benchmark's own arithmetic; what it measures is for `make bench`."""

from typing import Any

import pytest

from benchmarks.sides.requests import Kind
from benchmarks.sides.world import SQLITE_OPTIONS
from benchmarks.table import LEGEND, WAITED, WORKED, Row, broken_promises, markdown, row
from proctoring_host.standalone import environment


def a_row(operation: str = "exam by id", kind: Kind = Kind.OTHER, n: int = 100, **fields: Any) -> Row:
    defaults: dict[str, Any] = {
        "ours_median_ms": 5.0,
        "reference_median_ms": 10.0,
        "floor_median_ms": 4.0,
        "ours_p95_ms": 6.0,
        "reference_p95_ms": 12.0,
        "ours_queries": 3,
        "reference_queries": 9,
    }
    return Row(operation=operation, kind=kind, n=n, **{**defaults, **fields})


def test_a_row_is_made_of_all_that_was_measured() -> None:
    found = {
        "floor": {"times": [0.4, 0.5, 3.0], "queries": 3},
        "ours": {"times": [1.0, 2.0, 9.0], "queries": 3},
        "reference": {"times": [4.0], "queries": 8},
    }

    made = row("exam by id", "learner", 100, found)

    assert (made.ours_median_ms, made.reference_median_ms, made.ratio, made.to_floor) == (2.0, 4.0, 0.5, 4.0)
    assert made.ours_p95_ms >= 9.0
    assert made.reference_p95_ms == 4.0


def test_without_the_reference_there_is_no_ratio() -> None:
    found = {"floor": {"times": [0.5], "queries": 3}, "ours": {"times": [1.0], "queries": 3}}

    made = row("exam by id", "learner", 100, found)

    assert made.ratio is None
    assert "| exam by id | 100 | 1.00 | - | - | 1.00 | - | 3 / - | 2.0 |" in list(markdown([made]))


@pytest.mark.parametrize(("cpu", "times"), [(False, WAITED), (True, WORKED)])
def test_the_table_says_what_its_numbers_are_and_what_they_leave_out(cpu: bool, times: str) -> None:
    assert list(markdown([a_row()], cpu=cpu))[-2:] == ["", times + LEGEND]


def test_all_sides_open_their_databases_as_the_standalone_host_does() -> None:
    assert SQLITE_OPTIONS == environment.SQLITE_OPTIONS


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        ([a_row()], 0),
        ([a_row(ours_median_ms=11.0)], 1),
        ([a_row(kind=Kind.LEARNER, ours_median_ms=7.0)], 1),
        ([a_row("attempt poll", ours_median_ms=8.1)], 1),
        ([a_row("search", Kind.LISTING), a_row("search", Kind.LISTING, 10_000, reference_median_ms=100.0)], 0),
        ([a_row("search", Kind.LISTING), a_row("search", Kind.LISTING, 10_000)], 1),
        (
            [
                a_row("search", Kind.LISTING),
                a_row(
                    "search",
                    Kind.LISTING,
                    10_000,
                    ours_median_ms=9.0,
                    ours_queries=4,
                    reference_median_ms=1e3,
                    reference_queries=1,
                ),
            ],
            2,
        ),
        ([a_row("violation report", Kind.LISTING, 10_000, ours_median_ms=9.0, reference_median_ms=100.0)], 0),
    ],
)
def test_each_promise_that_is_not_kept_is_told(rows: list[Row], broken: int) -> None:
    assert len(list(broken_promises(rows))) == broken
