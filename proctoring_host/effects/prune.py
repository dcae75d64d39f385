"""Removes what was done long ago and nobody asks for; each kind declares whether that is so."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from proctoring_host import conf
from proctoring_host.deadlocks import retried
from proctoring_host.effects.kinds import PRUNABLE, Kind
from proctoring_host.effects.runner import never
from proctoring_host.models import Effect, EffectState

BATCH = 500
MOST = 50_000
"""At a time, where the clock asks for it: whoever removes sends no mail meanwhile."""
NOT_DONE = (EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Effects of one kind that were, or would be, removed."""

    kind: Kind
    number: int


def prune(before: datetime, *, dry_run: bool = False, kinds: Collection[Kind] = PRUNABLE) -> Iterator[Batch]:
    """Remove effects that were done before that moment, in portions that are committed each; ends when none is left.

    Any number of processes may do this at once, and it may be left off at any time: what is done never changes, and
    what is gone is not looked for. Never within a transaction.
    """
    for kind in kinds:
        for ids in _portions(kind, before):
            removable = _removable(ids)
            if removable:
                yield Batch(kind=kind, number=len(removable) if dry_run else _removed(removable))


def prune_by_setting(now: datetime, should_stop: Callable[[], bool] = never) -> int:
    """What `EFFECTS_KEPT_DAYS` says, up to `MOST` at a time; how many were removed."""
    days = conf.get().effects_kept_days
    removed = 0
    for batch in prune(now - timedelta(days=days)) if days else ():
        removed += batch.number
        if removed >= MOST or should_stop():
            break
    return removed


def done_before(moment: datetime) -> Mapping[str, int]:
    """By kind, how many were done before; reads the whole table."""
    rows = Effect.objects.filter(state=EffectState.DONE, done_at__lt=moment).order_by().values_list("kind")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def _portions(kind: Kind, before: datetime) -> Iterator[Sequence[int]]:
    """From the oldest on, in the order of an index, and no further than to what was written after that moment."""
    rows = Effect.objects.filter(kind=kind).order_by("pk").values_list("pk", "state", "done_at", "created")
    last, created = 0, before
    while created <= before and (portion := list(rows.filter(pk__gt=last)[:BATCH])):
        last, created = portion[-1][0], portion[-1][3]
        yield [pk for pk, state, done_at, _ in portion if state == EffectState.DONE and done_at and done_at < before]


def _removable(ids: Sequence[int]) -> Sequence[int]:
    """What was given up may be tried again, and then asks whether something later in its lane was told."""
    earlier = Effect.objects.filter(lane=OuterRef("lane"), pk__lt=OuterRef("pk"), state__in=NOT_DONE)
    done = Effect.objects.filter(pk__in=ids).filter(Q(lane="") | ~Exists(earlier))
    return list(done.order_by("pk").values_list("pk", flat=True)) if ids else ()


@retried
def _removed(ids: Sequence[int]) -> int:
    return Effect.objects.filter(pk__in=ids, state=EffectState.DONE).delete()[0]
