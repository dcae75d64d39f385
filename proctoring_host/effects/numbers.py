"""How much there is of what, for pages and metrics. Each question is one query at most."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Min

from proctoring_host.models import Attempt, Circuit, Effect, EffectState

logger = logging.getLogger(__name__)
Row = tuple[str, int, datetime]
CACHE_KEY = "proctoring:attempts-by-status"
SHORT_SECONDS = 0.1
KEPT_TIMES = 50
"""So that counting takes about a fiftieth of the time, however many attempts there are and however often one asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCount:
    """`oldest_seconds` is how long ago the one that has not changed for longest did."""

    status: str
    number: int
    oldest_seconds: float


def attempts_by_status(now: datetime, stopwatch: Callable[[], float] = time.perf_counter) -> Sequence[StatusCount]:
    """Of the attempts that were not removed. Where there are very many, the numbers may be some seconds old."""
    return [
        StatusCount(status=status, number=number, oldest_seconds=max(0.0, (now - oldest).total_seconds()))
        for status, number, oldest in _kept() or _counted(stopwatch)
    ]


def _counted(stopwatch: Callable[[], float]) -> Sequence[Row]:
    """Reads the whole table, so that nobody should do it all the time."""
    begun = stopwatch()
    rows = Attempt.objects.order_by("status").values_list("status")
    found = list(rows.annotate(number=Count("pk"), oldest=Min("modified")))
    took = stopwatch() - begun
    if took > SHORT_SECONDS:
        _keep(found, took * KEPT_TIMES)
    return found


def _kept() -> Sequence[Row] | None:
    try:
        kept: Sequence[Row] | None = cache.get(CACHE_KEY)
    except Exception as error:  # noqa: BLE001  each cache has errors of its own, and numbers are wanted most when it is away
        logger.warning("cache cannot be read error=%s", type(error).__name__)
        return None
    return kept


def _keep(rows: Sequence[Row], seconds: float) -> None:
    try:
        cache.set(CACHE_KEY, rows, seconds)
    except Exception as error:  # noqa: BLE001  as above
        logger.warning("cache cannot be written error=%s", type(error).__name__)


def open_effects() -> Sequence[tuple[str, str, int]]:
    """Kind, state and number of those that wait, run or were given up."""
    states = (EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD)
    rows = Effect.objects.filter(state__in=states).order_by("kind", "state").values("kind", "state")
    return [(row["kind"], row["state"], row["number"]) for row in rows.annotate(number=Count("pk"))]


def paused_backends() -> Sequence[str]:
    """Those whose vendors are left alone just now."""
    return list(Circuit.objects.filter(open_until__isnull=False).order_by("backend").values_list("backend", flat=True))


def dead_letters(limit: int) -> Sequence[Effect]:
    """What was given up, the newest first."""
    return list(Effect.objects.filter(state=EffectState.DEAD).select_related("attempt").order_by("-pk")[:limit])
