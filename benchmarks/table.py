"""What was measured, as rows, as a table, and held to what was promised."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.sides.requests import Kind

HEAD = "| operation | attempts | ours ms | reference ms | ratio | ours p95 | reference p95 | queries | to floor |"

WAITED = "Times are what a client waits, in milliseconds"
WORKED = "Times are those of the processor, with all threads of the process, in milliseconds"
LEGEND = (
    "; ratio is our median to the reference's, and to floor is it to the median of a bare view. Each side is an "
    "app in a site with the same middleware around it (sessions, common, csrf, auth, messages), the same Django "
    "sessions, SQLite with the same options, and what the app itself needs beside it: crum and waffle, or our "
    "correlation ids. Requests come through Django's WSGI handler and are read to their end. What the standalone "
    "host adds for browsers (security headers, static files, languages) is not in it. Queries are those of the "
    "thread that answers: what our side asks in the threads that it waits for while they call the vendor or send "
    "a mail is within its times, but not counted."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One operation among `n` attempts; times in milliseconds. The reference's are None where it was left out."""

    operation: str
    kind: str
    n: int
    ours_median_ms: float
    reference_median_ms: float | None
    floor_median_ms: float
    ours_p95_ms: float
    reference_p95_ms: float | None
    ours_queries: int
    reference_queries: int | None

    @property
    def ratio(self) -> float | None:
        return self.ours_median_ms / self.reference_median_ms if self.reference_median_ms else None

    @property
    def to_floor(self) -> float:
        return self.ours_median_ms / self.floor_median_ms


def row(operation: str, kind: str, n: int, found: Mapping[str, Mapping[str, Any]]) -> Row:
    ours, theirs = found["ours"], found.get("reference")
    return Row(
        operation=operation,
        kind=kind,
        n=n,
        ours_median_ms=_median(ours),
        reference_median_ms=_median(theirs) if theirs else None,
        floor_median_ms=_median(found["floor"]),
        ours_p95_ms=_p95(ours),
        reference_p95_ms=_p95(theirs) if theirs else None,
        ours_queries=ours["queries"],
        reference_queries=theirs["queries"] if theirs else None,
    )


def _median(found: Mapping[str, Any]) -> float:
    return round(statistics.median(found["times"]), 3)


def _p95(found: Mapping[str, Any]) -> float:
    times = found["times"]
    return round(statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 3)


def markdown(rows: Sequence[Row], *, cpu: bool = False) -> Iterator[str]:
    yield HEAD
    yield "|---" * HEAD.count(" | ") + "|---|"
    for each in rows:
        cells = [
            each.operation,
            each.n,
            f"{each.ours_median_ms:.2f}",
            _shown(each.reference_median_ms),
            _shown(each.ratio),
            f"{each.ours_p95_ms:.2f}",
            _shown(each.reference_p95_ms),
            f"{each.ours_queries} / {'-' if each.reference_queries is None else each.reference_queries}",
            f"{each.to_floor:.1f}",
        ]
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""
    yield (WORKED if cpu else WAITED) + LEGEND


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def broken_promises(rows: Sequence[Row]) -> Iterator[str]:
    """Each as a sentence: no operation slower than the reference at 100 attempts, learners' at most 0.6 of it, listings
    at 10,000 attempts at most a tenth of it and at most 1.5 times what they take at 100, the poll at most 2 floors."""
    small = {each.operation: each for each in rows if each.n == 100}
    for each in rows:
        if each.n == 100 and each.ratio is not None:
            most = 0.6 if each.kind == Kind.LEARNER else 1.0
            if each.ratio > most:
                # What nobody can get below is told beside it.
                floor = each.ratio / each.to_floor
                share = f"{each.ratio:.2f} of the reference's median (a bare view: {floor:.2f})"
                yield f"{each.operation} at 100: {share}, promised {most}"
        if each.operation == "attempt poll" and each.to_floor > 2:
            yield f"attempt poll at {each.n}: {each.to_floor:.1f} floors, promised 2"
        if each.n == 10_000 and each.kind == Kind.LISTING:
            yield from _of_listing(each, small.get(each.operation))


def _of_listing(each: Row, small: Row | None) -> Iterator[str]:
    if each.ratio is not None and each.ratio > 0.1:
        yield f"{each.operation} at 10,000: {each.ratio:.2f} of the reference's median, promised 0.1"
    if small is None or each.operation == "violation report":  # every row of which is wanted
        return
    if each.ours_queries != small.ours_queries:
        yield f"{each.operation}: {small.ours_queries} queries at 100 and {each.ours_queries} at 10,000"
    if each.ours_median_ms > 1.5 * small.ours_median_ms:
        yield f"{each.operation} at 10,000: {each.ours_median_ms / small.ours_median_ms:.1f} times the median at 100"
