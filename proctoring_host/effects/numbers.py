"""How much there is of what, for pages and metrics. Each question is one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from proctoring_host.models import Attempt, Circuit, Effect, EffectState


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCount:
    """`oldest_seconds` is how long ago the one that has not changed for longest did."""

    status: str
    number: int
    oldest_seconds: float


def attempts_by_status(now: datetime) -> Sequence[StatusCount]:
    """Of the attempts that were not removed."""
    rows = Attempt.objects.order_by("status").values("status").annotate(number=Count("pk"), oldest=Min("modified"))
    return [
        StatusCount(
            status=row["status"],
            number=row["number"],
            oldest_seconds=max(0.0, (now - row["oldest"]).total_seconds()),
        )
        for row in rows
    ]


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
