"""Erases what is known of a learner here. No workflow runs: no status changes, nobody is told, nothing is sent."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from proctoring_host.attempts.locks import lock_together
from proctoring_host.deadlocks import retried
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.models.personal import DATA_MAP, Table
from proctoring_host.people.belongings import CHUNK, rows_about
from proctoring_host.people.erasing import after, needed
from proctoring_host.people.users import find_user

WOULD_TELL = (Kind.VENDOR_REGISTER, Kind.VENDOR_NOTIFY, Kind.FOLLOW_UP, Kind.MAIL)
"""What would tell somebody of the learner, or bring back what was erased."""
NOT_SENT = (EffectState.PENDING, EffectState.DEAD)
OVER = (EffectState.DONE, EffectState.DISCARDED)


@retried
def forget_learner(user_id: int) -> Mapping[str, int]:
    """Erase what the data map has erased, of removed attempts too; by table, how many rows were. May be called again.

    What happened stays, by number. What was still to be sent about the learner is discarded. What comes in later about
    an attempt that was there is kept as if it had been erased, see `forgotten.as_kept`. Raises `UserNotFound`.
    """
    learner_id = find_user(user_id).pk
    known = list(_unmarked(learner_id).values_list("pk", flat=True))
    with transaction.atomic():
        # First, and so waiting for whoever writes about an attempt just now: what they wrote is then seen here.
        lock_together(Attempt.everything.filter(pk__in=known).values_list("pk"))
        _unmarked(learner_id).update(forgotten_at=timezone.now())
        _not_sent(learner_id).update(state=EffectState.DISCARDED)
        return {table.name: _erase(table, _rows(table, learner_id)) for table in DATA_MAP if table.owner}


def what_would_go(user_id: int) -> Mapping[str, int]:
    """By table, how many rows `forget_learner` would empty, and nothing changes. Raises `UserNotFound`."""
    learner_id = find_user(user_id).pk
    unsent = list(_not_sent(learner_id).values_list("pk", flat=True))
    tables = {table: _rows(table, learner_id, unsent=unsent) for table in DATA_MAP if table.owner}
    return {table.name: sum(1 for _ in _changes(table, rows)) for table, rows in tables.items()}


def _unmarked(learner_id: int) -> QuerySet[Attempt]:
    return Attempt.everything.filter(user_id=learner_id, forgotten_at=None)


def _not_sent(learner_id: int) -> QuerySet[Effect]:
    mine = list(rows_about(_TABLE_OF_EFFECTS, learner_id).values_list("pk", flat=True))
    return Effect.objects.filter(pk__in=mine, kind__in=WOULD_TELL, state__in=NOT_SENT)


def _rows(table: Table, learner_id: int, *, unsent: list[int] | None = None) -> QuerySet[Any]:
    """An effect that waits, or can be tried again, keeps the numbers that it needs for that."""
    rows = rows_about(table, learner_id)
    if table is not _TABLE_OF_EFFECTS:
        return rows
    return rows.filter(state__in=OVER) | rows.filter(pk__in=unsent or [])


def _erase(table: Table, rows: QuerySet[Any]) -> int:
    """Rows that are to look the same are written together."""
    alike: dict[str, list[Any]] = defaultdict(list)
    for key, values in _changes(table, rows):
        alike[json.dumps(values, sort_keys=True)].append(key)
    for text, keys in alike.items():
        for start in range(0, len(keys), CHUNK):
            table.model._base_manager.filter(pk__in=keys[start : start + CHUNK]).update(**json.loads(text))
    return sum(map(len, alike.values()))


def _changes(table: Table, rows: QuerySet[Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """The keys of rows that have something to erase, with what is to be written."""
    if not any(held.erased for held in table.columns.values()):
        return
    for row in rows.values("pk", *needed(table)).iterator(CHUNK):
        values = after(table, row)
        if any(row[name] != value for name, value in values.items()):
            yield row["pk"], values


_TABLE_OF_EFFECTS = next(table for table in DATA_MAP if table.model is Effect)
