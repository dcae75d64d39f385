"""One translated row on its way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from proctoring_host.importing.reasons import Note, Skip

Values = Mapping[str, Any]
LENGTH = 32


@dataclass(slots=True, kw_only=True)
class Item:
    """`values` follow from the source alone, so that they are the same whenever the row is read again. `finished` is
    written in their place where this site, or the time of the import, has a say; besides it holds only what follows
    from other rows."""

    old_id: int
    values: dict[str, Any] = field(default_factory=dict)
    finished: dict[str, Any] = field(default_factory=dict)
    skipped: Skip | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def written(self) -> dict[str, Any]:
        return {**self.values, **self.finished}


def mark_of(values: Values, without: frozenset[str] = frozenset()) -> str:
    """Values that differ have marks that differ. With a key, so that nobody can guess what was erased since."""
    plain = {name: value for name, value in values.items() if name not in without}
    text = json.dumps(plain, sort_keys=True, default=_plain)
    return salted_hmac("proctoring import", text, algorithm="sha256").hexdigest()[:LENGTH]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
