"""What a run found, for people and for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from proctoring_host.importing.counts import Count
from proctoring_host.importing.run import Outcome

COLUMNS = ("source", "read", "new", "unchanged", "changed", "met", "removed", "skipped", "orphans", "conflicts")
TITLES = {"met": "present"}
COMPARED = ("source", "read", "skipped", "orphans")


def as_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "settled": outcome.is_settled,
        "interrupted": outcome.interrupted,
        "seconds": round(outcome.seconds, 1),
        "unknown_users": outcome.unknown_users,
        "tables": {count.name: _count(count) for count in outcome.counts},
    }


def as_lines(outcome: Outcome, *, verified: bool) -> Iterator[str]:
    """A table, then for each reason how many rows and a few of their old ids; no names, no values."""
    rows = [_numbers(count, verified=verified) for count in outcome.counts]
    titles = list(rows[0]) if rows else []
    width = max((len(count.name) for count in outcome.counts), default=0)
    yield " " * width + "".join(f"{title:>11}" for title in titles)
    for count, numbers in zip(outcome.counts, rows, strict=True):
        yield f"{count.name:<{width}}" + "".join(f"{numbers[title]:>11}" for title in titles)
    for count in outcome.counts:
        yield from _reasons(count)
    if outcome.unknown_users:
        yield f"Users who are not here: {len(outcome.unknown_users)}, such as {_some(outcome.unknown_users[:5])}."
    yield _last(outcome, verified=verified)


def _numbers(count: Count, *, verified: bool) -> Mapping[str, int]:
    numbers = {name: _number(count, name) for name in (COMPARED if verified else COLUMNS)}
    if verified:
        numbers["same"] = sum(n for verdict, n in count.verdicts.items() if verdict == "same")
        numbers["differ"] = count.verdicts.total() - numbers["same"]
    numbers["missing"] = count.unaccounted
    return {TITLES.get(name, name): number for name, number in numbers.items()}


def _number(count: Count, name: str) -> int:
    value = getattr(count, name)
    return int(value if isinstance(value, int) else value.total())


def _reasons(count: Count) -> Iterator[str]:
    told: Mapping[str, Mapping[Any, int]] = {
        "left out, ": count.skipped,
        "conflict: ": count.conflicts,
        "taken over ": count.notes,
        "": count.verdicts,
    }
    for what, reasons in told.items():
        for reason, number in sorted(reasons.items()):
            if ids := count.samples.get(str(reason)):
                yield f"{count.name}: {number} {what}{reason} (old ids {_some(ids)})"


def _some(ids: list[int]) -> str:
    return ", ".join(map(str, ids))


def _last(outcome: Outcome, *, verified: bool) -> str:
    took = f"{outcome.seconds:.1f} s"
    if outcome.interrupted:
        return f"Interrupted after {took}. What is counted above is done; run it again to go on."
    if outcome.is_settled:
        return f"Every row is accounted for ({took})."
    todo = "run the import again" if verified else "look at the rows above"
    return f"Not every row is accounted for, or some need a decision: {todo} ({took})."


def _count(count: Count) -> dict[str, Any]:
    return {
        **{name: _number(count, name) for name in (*COLUMNS, "unaccounted")},
        "reasons": {
            name: {str(reason): number for reason, number in getattr(count, name).items()}
            for name in ("skipped", "conflicts", "notes", "verdicts")
        },
        "samples": count.samples,
    }
