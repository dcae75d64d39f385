"""Writes effects into the outbox, in the transaction of their cause."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction

from proctoring_host import conf
from proctoring_host.cause import Cause
from proctoring_host.effects.kinds import DECLARED
from proctoring_host.models import Attempt, Effect
from proctoring_host.prepared import insert
from proctoring_host.registry.guard import trace

logger = logging.getLogger(__name__)


def enqueue(  # noqa: PLR0913  every column that a cause knows
    kind: str,
    *,
    key: str,
    payload: Mapping[str, Any],
    cause: Cause,
    lane: str = "",
    attempt: Attempt | None = None,
    backend: str = "",
    next_at: datetime | None = None,
    new_key: bool = False,
) -> Effect:
    """Write an effect that runs once the surrounding transaction is committed, at once or from `next_at` on.

    A repeated key gives the row that is there, and nothing happens a second time. The payload is JSON without
    secrets. A `new_key` holds the number of a row that this very transaction wrote: nobody can have used it, so nobody
    is asked. Raises `TransactionManagementError` outside a transaction: an effect without its cause is a lie.
    """
    if kind not in DECLARED:
        raise ValueError(f"No effect is called {kind}; known are {', '.join(sorted(DECLARED))}.")
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"The effect {key} must be written with its cause.")
    columns = {
        "kind": kind,
        "lane": lane,
        "payload": dict(payload),
        "attempt": attempt,
        "backend": backend,
        "correlation_id": cause.correlation_id,
        "next_at": next_at or cause.at,
    }
    effect, made = _written(key, columns, new_key=new_key)
    if made and effect.next_at <= cause.at and conf.get().effects_inline:
        _run_after_commit(copy(effect))
    return effect


def enqueue_together(effects: Sequence[Effect], cause: Cause) -> None:
    """What one cause has for many, in its transaction and in one statement; run like what `enqueue` writes."""
    for effect in effects:
        effect.correlation_id, effect.next_at = cause.correlation_id, cause.at
    enqueue_all(effects)
    if not conf.get().effects_inline:
        return
    for effect in Effect.objects.filter(key__in=[effect.key for effect in effects]).order_by("pk"):
        _run_after_commit(effect)


def _written(key: str, columns: Mapping[str, Any], *, new_key: bool) -> tuple[Effect, bool]:
    if new_key:
        return insert(Effect(key=key, **columns)), True
    return Effect.objects.get_or_create(key=key, defaults=columns)


def enqueue_all(effects: Iterable[Effect]) -> int:
    """Write what the clock causes, in one statement; a repeated key is left as it is. The worker runs them."""
    return len(Effect.objects.bulk_create(effects, ignore_conflicts=True))


def _run_after_commit(effect: Effect) -> None:
    """What goes wrong here must keep neither the request nor the next effect, and its text may quote a learner."""
    # The runner writes effects itself (failed deliveries), so it cannot be imported at the top.
    from proctoring_host.effects.inline import after_commit  # noqa: PLC0415

    def run() -> None:
        try:
            after_commit(effect)
        except Exception as error:  # noqa: BLE001  what was meant to happen has happened, and the row is there
            logger.error("effect left to the worker effect=%s\n%s", effect.pk, trace(error))

    transaction.on_commit(run, robust=True)
