"""The moves of an effect between its states; each is conditional, so that two processes never both make it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.leases import holder_is_dead, host_mark, new_token
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.outcomes import Done, Later, LeaseLost, nothing
from proctoring_host.effects.storable import storable
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.prepared import Given, Prepared, PreparedUpdate
from proctoring_host.reviews.raw import plain_text

OPEN = (EffectState.PENDING, EffectState.RUNNING)
UNSTATED = "It failed without a word."
OBSERVING = (Kind.OBSERVERS, Kind.REVIEW_OBSERVERS, Kind.DELIVERY_OBSERVERS)


BUSY = Prepared(
    lambda: (
        Effect.objects.filter(
            # A later one is at work only where this one was given up, and somebody tries it again.
            Q(pk__lt=Given("pk")) | Q(pk__gt=Given("pk"), state=EffectState.RUNNING, leased_until__gt=Given("now")),
            lane=Given("lane"),
            state__in=OPEN,
        )
        .order_by()
        .values_list("pk")[:1]
    )
)
HEAD = Prepared(
    lambda: (
        Effect.objects.filter(lane=Given("lane"), state__in=OPEN)
        .order_by("id")
        .values_list("pk", "state", "next_at")[:1]
    )
)
ATTEMPT = Prepared(lambda: Attempt.everything.select_for_update().filter(pk=Given("pk")).values_list("pk"))


# Whose lease has lapsed may hand over in this very moment; who was quicker may have been told to come back later.
SAME = ("pk", "state", "lease_token", "handed_over_at", "next_at")
TAKEN = ("state", "lease_token", "leased_until", "tries")
# By whether something may have left already.
LEASE: Mapping[bool, PreparedUpdate[Effect]] = {
    True: PreparedUpdate(lambda: _as_it_was(SAME), *TAKEN),
    False: PreparedUpdate(lambda: _as_it_was(set(SAME) - {"handed_over_at"}).filter(handed_over_at=None), *TAKEN),
}


def _of_lease() -> QuerySet[Effect]:
    return Effect.objects.filter(pk=Given("held"), state=EffectState.RUNNING, lease_token=Given("token"))


MARK_DONE = PreparedUpdate(_of_lease, "state", "done_at", "leased_until", "last_error", "result")
HAND_OVER = PreparedUpdate(_of_lease, "handed_over_at", "leased_until")


def due(now: datetime, limit: int) -> list[int]:
    """Ids of effects that may run now, oldest first; those that wait for an earlier one of their lane are left out."""
    earlier = Effect.objects.filter(lane=OuterRef("lane"), id__lt=OuterRef("pk"), state__in=OPEN)
    ready = Q(state=EffectState.PENDING, next_at__lte=now) | Q(state=EffectState.RUNNING, leased_until__lte=now)
    orphans = Q(pk__in=_orphans(now))
    found = Effect.objects.filter(ready | orphans).filter(Q(lane="") | ~Exists(earlier))
    return list(found.order_by("id").values_list("pk", flat=True)[:limit])


def next_of_lane(lane: str, now: datetime) -> int | None:
    """The effect at the head of a lane, when its time has come."""
    for pk, state, next_at in HEAD.rows(lane=lane) if lane else ():
        if state == EffectState.PENDING and next_at <= now:
            return int(pk)
    return None


@retried
def take(effect_id: int, *, now: datetime, until: datetime, force: bool) -> Effect | None:
    """Lease an effect; None when it is not due, somebody has it, or its lane is busy.

    `force` asks for it before its time, also when `can_be_revived`: then its tries begin anew, and it waits for what
    is before it in its lane, or running, like any other.
    """
    taken = _taken(effect_id, now, until, force=force)
    if taken is None and force and _revived(effect_id, now):
        taken = _taken(effect_id, now, until, force=force)
    return taken


def _taken(effect_id: int, now: datetime, until: datetime, *, force: bool) -> Effect | None:
    if not connection.features.has_select_for_update_skip_locked:
        # Without row locks the conditional update alone decides, and a read before it in one transaction
        # could only make SQLite fail instead of wait.
        return _claim(Effect.objects.filter(pk=effect_id), now, until, force=force)
    with transaction.atomic():
        return _claim(Effect.objects.select_for_update(skip_locked=True).filter(pk=effect_id), now, until, force=force)


@retried
def take_new(effect: Effect, *, now: datetime, until: datetime) -> Effect | None:
    """Lease an effect that this process has just written and nobody has touched since; None where somebody has.

    The row need not be read for that: the lease is given only while it is as it was written.
    """
    untouched = effect.state == EffectState.PENDING and not effect.lease_token
    if not untouched or effect.next_at > now or _lane_is_busy(effect, now):
        return None
    return _leased(effect, until)


@retried
def finish(effect: Effect, outcome: Done, now: datetime) -> bool:
    """Mark as done together with what is to be written; False when the lease was lost meanwhile."""
    if outcome.apply is nothing:
        return _mark_done(effect, outcome, now)
    with transaction.atomic():
        _lock_attempt(effect)
        if not _mark_done(effect, outcome, now):
            return False
        outcome.apply()
    return True


def _mark_done(effect: Effect, outcome: Done, now: datetime) -> bool:
    result = storable(outcome.result)
    columns = {"state": EffectState.DONE, "done_at": now, "leased_until": None, "last_error": "", "result": result}
    return bool(MARK_DONE.run(held=effect.pk, token=effect.lease_token, **columns))


@retried
def postpone(effect: Effect, outcome: Later, *, next_at: datetime) -> bool:
    """Back to the waiting ones."""
    return bool(
        _held(effect).update(
            state=EffectState.PENDING,
            next_at=next_at,
            tries=effect.tries if outcome.counted else max(effect.tries - 1, 0),
            leased_until=None,
            lease_token="",
            last_error=_stated(outcome.reason),
            result=storable(outcome.result),
        )
    )


@retried
def bury(effect: Effect, *, reason: str, result: Mapping[str, Any], now: datetime) -> bool:
    """To the dead letters, and have the observers told, unless telling them is what failed."""
    reason = _stated(reason)
    with transaction.atomic():
        _lock_attempt(effect)
        moved = _held(effect).update(
            state=EffectState.DEAD, leased_until=None, lease_token="", last_error=reason, result=storable(result)
        )
        if moved and effect.kind not in OBSERVING:
            enqueue(
                Kind.DELIVERY_OBSERVERS,
                key=f"delivery:{effect.pk}:{effect.lease_token}",
                lane=f"observers:{effect.attempt_id}" if effect.attempt_id else "",
                payload={"effect_id": effect.pk, "reason": reason},
                attempt=effect.attempt,
                backend=effect.backend,
                cause=Cause(actor=Actor.SYSTEM, at=now, correlation_id=effect.correlation_id),
            )
    return bool(moved)


def can_be_revived(effect: Effect) -> bool:
    """Whether `force` brings it back: what was given up, and of what was discarded only registrations.

    Without its registration a learner cannot take the exam, and may ask for it again.
    """
    if effect.state == EffectState.DISCARDED:
        return effect.kind == Kind.VENDOR_REGISTER
    return effect.state == EffectState.DEAD


def waits_for_its_lane(effect_id: int, now: datetime) -> bool:
    """Whether it is pending, and not for its own sake."""
    effect = Effect.objects.filter(pk=effect_id, state=EffectState.PENDING).first()
    return effect is not None and _lane_is_busy(effect, now)


def discard(effect_id: int) -> bool:
    """Give up what is waiting or dead, for good unless it `can_be_revived`.

    False when it is running, done or discarded already.
    """
    stopped = Effect.objects.filter(pk=effect_id, state__in=(EffectState.PENDING, EffectState.DEAD))
    return bool(stopped.update(state=EffectState.DISCARDED))


@retried
def hand_over(effect: Effect, *, now: datetime, until: datetime) -> None:
    """Write down, in a commit of its own, that something is about to leave, and renew the lease for that.

    Raises `LeaseLost` when somebody else has the effect by now: then it may have left already.
    """
    if not HAND_OVER.run(held=effect.pk, token=effect.lease_token, handed_over_at=now, leased_until=until):
        raise LeaseLost
    effect.handed_over_at = now


def take_back(effect: Effect) -> None:
    """What was about to leave certainly has not."""
    _held(effect).update(handed_over_at=None)
    effect.handed_over_at = None


def _stated(reason: str) -> str:
    """Never nothing: by its last error is known what failed before, and people look for it."""
    return plain_text(reason) or UNSTATED


def _held(effect: Effect) -> QuerySet[Effect]:
    """The row, as long as the lease is still ours."""
    return Effect.objects.filter(pk=effect.pk, state=EffectState.RUNNING, lease_token=effect.lease_token)


def _lock_attempt(effect: Effect) -> None:
    """Use cases lock the attempt first, then its effects; taking the locks in their order avoids deadlocks."""
    if effect.attempt_id is not None:
        ATTEMPT.rows(pk=effect.attempt_id)


def _orphans(now: datetime) -> list[int]:
    """Effects whose process died on this machine: there is no need to wait for their leases."""
    running = Effect.objects.filter(
        state=EffectState.RUNNING, leased_until__gt=now, lease_token__startswith=f"{host_mark()}."
    )
    return [pk for pk, token in running.values_list("pk", "lease_token") if holder_is_dead(token)]


def _claim(rows: QuerySet[Effect], now: datetime, until: datetime, *, force: bool) -> Effect | None:
    effect = rows.first()
    if effect is None or not _may_run(effect, now, force=force) or _lane_is_busy(effect, now):
        return None
    return _leased(effect, until)


def _as_it_was(names: Iterable[str]) -> QuerySet[Effect]:
    return Effect.objects.filter(**{name: Given(f"was_{name}") for name in names})


def _leased(effect: Effect, until: datetime) -> Effect | None:
    """The row with our lease, unless it is not any more what `effect` says."""
    mine = {
        "state": EffectState.RUNNING,
        "lease_token": new_token(),
        "leased_until": until,
        "tries": effect.tries + 1,
    }
    was = {f"was_{name}": getattr(effect, name) for name in SAME}
    if not LEASE[effect.handed_over_at is not None].run(**was, **mine):
        return None
    for name, value in mine.items():
        setattr(effect, name, value)
    return effect


def _may_run(effect: Effect, now: datetime, *, force: bool) -> bool:
    if effect.state == EffectState.PENDING:
        return force or effect.next_at <= now
    if effect.state == EffectState.RUNNING:
        lapsed = effect.leased_until is None or effect.leased_until <= now
        return lapsed or holder_is_dead(effect.lease_token)
    return False


def _revived(effect_id: int, now: datetime) -> bool:
    """Whether what was given up is among those that wait again, at its old place in its lane.

    Two statements, the second after the commit of the first: who asks from then on finds the lane busy, and who has
    asked before, for a later one, finds that one touched and asks again.
    """
    effect = Effect.objects.filter(pk=effect_id).first()
    if effect is None or not can_be_revived(effect):
        return False
    # Who revives what was given up has decided that it may leave (again).
    waits = {"state": EffectState.PENDING, "tries": 0, "next_at": now, "handed_over_at": None}
    if not Effect.objects.filter(pk=effect_id, state=effect.state).update(**waits):
        return False
    if effect.lane:
        later = Effect.objects.filter(lane=effect.lane, pk__gt=effect_id, state=EffectState.PENDING)
        later.update(lease_token=new_token())
    return True


def _lane_is_busy(effect: Effect, now: datetime) -> bool:
    return bool(effect.lane) and bool(BUSY.rows(lane=effect.lane, pk=effect.pk, now=now))
