"""Whether processes that live through the whole day grow."""

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.exam_day.facts import Audit
from benchmarks.exam_day.supervisor import Life

SHORTEST = 40
"""Samples below which nothing can be said: a process fills its caches first."""
GROWTH = 1.15
SLACK_MEBIBYTES = 8.0


def shown(lives: Iterable[Life]) -> dict[str, Any]:
    """Of the spared processes begin, middle and end; of all others the largest."""
    spared = [life for life in lives if life.spared and life.sizes]
    others = [max(life.sizes) for life in lives if not life.spared and life.sizes]
    return {
        "spared": [{"name": life.name, "samples": len(life.sizes), **_course(life.sizes)} for life in spared],
        "others": {"lives": len(others), "largest": round(max(others, default=0.0), 1)},
    }


def judge(found: Audit, lives: Iterable[Life]) -> None:
    """From the end of the first third on, when all code is loaded."""
    for life in lives:
        if not life.spared or len(life.sizes) < SHORTEST:
            continue
        early, late = _mean(life.sizes, 1 / 3, 1 / 2), _mean(life.sizes, 5 / 6, 1)
        if late > early * GROWTH + SLACK_MEBIBYTES:
            found.find("memory", life.name, f"It grew from {early:.0f} to {late:.0f} MiB.")


def _course(sizes: list[float]) -> Mapping[str, float]:
    middle, third = sizes[len(sizes) // 2], sizes[len(sizes) // 3]
    values = {"start": sizes[0], "third": third, "middle": middle, "end": sizes[-1], "largest": max(sizes)}
    return {name: round(size, 1) for name, size in values.items()}


def _mean(sizes: list[float], begin: float, end: float) -> float:
    part = sizes[int(len(sizes) * begin) : max(int(len(sizes) * end), int(len(sizes) * begin) + 1)]
    return sum(part) / len(part)
