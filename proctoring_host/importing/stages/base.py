"""What every stage is: one table of the source, translated into rows of one model."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model

from proctoring_host.importing.columns import Row, Table
from proctoring_host.importing.forgotten import attempts_forgotten
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Note
from proctoring_host.importing.world import World

# They follow from other rows, from saving one or from its person, so they say nothing about whether somebody has
# changed a row. A column that no older row has a value for belongs here, and so does every new one: marks of earlier
# releases were made without it.
FOLLOWING = frozenset({"modified", "newest_in", "forgotten_at"})


class Stage:
    """One table. `removable`: what is gone in the source goes here too, unless it was changed here. `identity`: columns
    that no row ever changes; where they do, the ids are those of another source."""

    table: ClassVar[Table]
    model: ClassVar[type[Model]]
    removable: ClassVar[bool] = False
    identity: ClassVar[tuple[str, ...]] = ()

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def name(self) -> str:
        """The stage's line in the report."""
        return self.table.name

    @property
    def book_name(self) -> str:
        """Under which its rows are in the book."""
        return self.table.name

    def total(self) -> int:
        return self.world.source.count(self.table)

    def batches(self, size: int) -> Iterator[Sequence[Row]]:
        return self.world.source.batches(self.table, size)

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        """An item for each row; follows from the source alone, so that it can be compared again later."""
        raise NotImplementedError

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        """Old id to our id, for rows that are here already under their natural names, without an import."""
        return {}

    def finish(self, items: Sequence[Item]) -> None:
        """Fill in what this site has a say in, for items that are about to be written."""

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        """Those of items about to be written whose learner was forgotten here: they are written without what goes."""
        return ()

    def before_changes(self, pks: Sequence[int]) -> None:
        """Make room for new values that have to be unique."""

    def after_writing(self, written: Sequence[tuple[Item, int]]) -> None:
        """Write what belongs to new or changed rows, in their transaction. Not called on a dry run."""

    def still_there(self, old_ids: Sequence[int]) -> set[int]:
        """Those that the source still has."""
        quoted, marks = self.world.source.quoted, self.world.source.marks(old_ids)
        key = quoted(self.table.key)
        sql = f"SELECT {key} FROM {quoted(self.table.db_table)} WHERE {key} IN ({marks})"
        return {int(row[0]) for row in self.world.source.rows(sql, old_ids)}

    def _attempts_forgotten(self, pks: Collection[Any]) -> set[int]:
        return attempts_forgotten(pks, lock=not self.world.dry)

    def _newest(self, table: Table, column: str, values: Sequence[Any]) -> Mapping[Any, int]:
        """The highest key for each value of a column."""
        if not values:
            return {}
        source = self.world.source
        by, key = source.quoted(column), source.quoted(table.key)
        sql = (
            f"SELECT {by}, MAX({key}) FROM {source.quoted(table.db_table)} "
            f"WHERE {by} IN ({source.marks(values)}) GROUP BY {by}"
        )
        return source.pairs(sql, values)


def ids_of(rows: Iterable[Row], *columns: str) -> set[int]:
    """All that these columns point to."""
    return {row[name] for row in rows for name in columns if row[name] is not None}


def not_below_zero(value: int | None, item: Item) -> int | None:
    if value is not None and value < 0:
        item.notes.append(Note.BELOW_ZERO)
        return 0
    return value


def plain(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}
