"""Columns of older tables, and what each database makes of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from proctoring_host.reviews.raw import plain_text

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """An older table as far as it is read; `key` is what its rows are walked and known by."""

    name: str
    db_table: str
    readers: Mapping[str, Callable[[Any], Any]]
    key: str = "id"

    def read(self, values: Sequence[Any]) -> Row:
        return {name: reader(value) for (name, reader), value in zip(self.readers.items(), values, strict=True)}


def text(value: Any) -> str | None:
    """Without the few characters that not every database takes."""
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode(errors="replace")
    return None if value is None else plain_text(value)


def whole(value: Any) -> int | None:
    return None if value is None else int(value)


def flag(value: Any) -> bool:
    """MySQL and some SQLite drivers say 0 and 1."""
    return bool(value)


def moment(value: Any) -> datetime | None:
    """Aware; only PostgreSQL keeps the zone, the others hold UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is None:
        return None
    found: datetime = value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def sealed(value: Any) -> str:
    """Bytes that are text: what a backend encrypted and wrote in ASCII."""
    return "" if value is None else bytes(value).decode("ascii", errors="replace").strip("\x00")
