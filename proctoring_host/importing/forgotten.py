"""Who was forgotten here: what the source still says of them comes in as the data map keeps it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Model

from proctoring_host.attempts.locks import lock_together
from proctoring_host.importing.items import Item
from proctoring_host.models import Attempt
from proctoring_host.models.personal import DATA_MAP
from proctoring_host.people.erasing import after

_TABLES = {table.model: table for table in DATA_MAP}


def blank(model: type[Model], items: Iterable[Item]) -> None:
    """Writes them as `forget_learner` would leave them. Their marks of the source stay what they are."""
    for item in items:
        item.finished.update(after(_TABLES[model], item.written))


def attempts_forgotten(pks: Collection[Any], *, lock: bool) -> set[int]:
    """With a lock, which needs a transaction, none of these attempts is forgotten before its end."""
    rows = Attempt.everything.filter(pk__in=set(pks)).values_list("pk", "forgotten_at")
    return {pk for pk, forgotten_at in (lock_together(rows) if lock else rows) if forgotten_at is not None}


def learners_forgotten(user_ids: Collection[Any]) -> Mapping[int, datetime]:
    """When, by the number of the account; what it does afterwards is kept whole."""
    rows = Attempt.everything.filter(user_id__in=set(user_ids), forgotten_at__isnull=False).order_by()
    return dict(rows.values_list("user_id").annotate(Max("forgotten_at")))


def is_before(at: datetime, forgotten_at: datetime | None) -> bool:
    return forgotten_at is not None and at <= forgotten_at
