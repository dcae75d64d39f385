"""Has the vendors forget a learner, and keeps what they answered."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.runner import run_effect
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.people.users import find_user
from proctoring_host.registry import get_registry

logger = logging.getLogger(__name__)
WORKERS_TURN = timedelta(minutes=2)
"""The request itself asks the vendors; should its process end meanwhile, a worker does it then."""


def forget_at_vendors(user_id: int, cause: Cause) -> Mapping[str, bool]:
    """By backend, whether it has forgotten the learner; never within a transaction. May be called again.

    Each backend has an effect of its own: what the vendor answered, and when, is kept with it, and one that has not
    forgotten is asked again by the worker. Only backends where the learner had a proctored attempt, removed ones
    counted. A backend that cannot forget anybody is left out; one that cannot be used at the moment counts as failed.
    One that is no longer configured counts as done: nobody can be asked there any more. Raises `UserNotFound`.
    """
    learner_id = find_user(user_id).pk
    return {name: _forget_at(name, learner_id, cause) for name in backends_of(learner_id)}


def backends_of(user_id: int) -> Sequence[str]:
    """Those that have the learner to forget."""
    attempts = Attempt.everything.filter(user_id=user_id).exclude(backend="")
    names = attempts.order_by("backend").values_list("backend", flat=True).distinct()
    return [name for name in names if _may_forget(name)]


def proofs_of(user_id: int) -> Sequence[Effect]:
    """Every request to forget the learner, the oldest first; what came of it is in its state and result."""
    return list(Effect.objects.filter(key__startswith=f"retire:{user_id}:").order_by("pk"))


def _may_forget(backend: str) -> bool:
    handle = get_registry().backend(backend)
    return not handle.available or Capability.RETIREMENT in handle.capabilities


def _forget_at(backend: str, user_id: int, cause: Cause) -> bool:
    effect = _asked_for(backend, user_id, cause)
    if run_effect(effect.pk, force=True) == EffectState.DONE:
        return True
    logger.warning("learner not forgotten backend=%s effect=%s", backend, effect.pk)
    return False


@retried
def _asked_for(backend: str, user_id: int, cause: Cause) -> Effect:
    """The request that is still open, else a new one: a vendor that has forgotten may have been told of them again."""
    with transaction.atomic():
        earlier = [effect for effect in proofs_of(user_id) if effect.backend == backend]
        if earlier and earlier[-1].state not in (EffectState.DONE, EffectState.DISCARDED):
            return earlier[-1]
        return enqueue(
            Kind.VENDOR_RETIRE,
            key=f"retire:{user_id}:{len(earlier) + 1}:{sha256(backend.encode()).hexdigest()[:16]}",
            payload={"user_id": user_id},
            backend=backend,
            cause=cause,
            next_at=cause.at + WORKERS_TURN,
        )
