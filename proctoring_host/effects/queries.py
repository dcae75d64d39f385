"""Questions about the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from proctoring_host.models import Effect, EffectState

PATIENCE = timedelta(minutes=5)
"""How long an effect may be due before somebody should look whether a worker runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """`pending` counts what waits or runs, `overdue` what should have run long since, `dead` what was given up.

    `oldest_age_seconds` is how long the oldest overdue effect has been due, 0.0 when none is.
    """

    pending: int
    overdue: int
    oldest_age_seconds: float
    dead: int


def backlog(now: datetime) -> Backlog:
    """One query. An effect whose lease lapsed counts from then on; one that waits for its lane counts too."""
    late = now - PATIENCE
    waiting = Q(state=EffectState.PENDING, next_at__lte=late)
    stuck = Q(state=EffectState.RUNNING, leased_until__lte=late)
    # What is done is kept, and would be counted through for every load balancer that asks.
    open_or_dead = Effect.objects.filter(state__in=(EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD))
    found = open_or_dead.aggregate(
        pending=Count("pk", filter=Q(state__in=(EffectState.PENDING, EffectState.RUNNING))),
        overdue=Count("pk", filter=waiting | stuck),
        dead=Count("pk", filter=Q(state=EffectState.DEAD)),
        waiting_since=Min("next_at", filter=waiting),
        stuck_since=Min("leased_until", filter=stuck),
    )
    since = min((at for at in (found["waiting_since"], found["stuck_since"]) if at), default=now)
    return Backlog(
        pending=found["pending"],
        overdue=found["overdue"],
        oldest_age_seconds=(now - since).total_seconds(),
        dead=found["dead"],
    )
