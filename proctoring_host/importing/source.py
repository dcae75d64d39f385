"""Reads older tables, in batches and by their columns; never writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from proctoring_host.importing.columns import Row, Table
from proctoring_host.importing.refusals import ImportRefused

Values = Sequence[Any]


class Source:
    """A database with the older tables, which may be the site's own."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def require(self, tables: Sequence[Table]) -> None:
        """Raises `ImportRefused`, with everything that is missing in one sentence."""
        with self._connection.cursor() as cursor:
            present = set(self._connection.introspection.table_names(cursor))
            missing = [table.db_table for table in tables if table.db_table not in present]
            for table in [] if missing else tables:
                cursor.execute(f"SELECT * FROM {self.quoted(table.db_table)} WHERE 1 = 0")
                known = {column[0] for column in cursor.description}
                missing += [f"{table.db_table}.{name}" for name in table.readers if name not in known]
        if missing:
            raise ImportRefused(
                f"The source lacks {', '.join(missing)}. It has to be a database of edx-proctoring 6.1.4: "
                "look at its address, and run the migrations of that version there."
            )

    def count(self, table: Table) -> int:
        return int(self.rows(f"SELECT COUNT(*) FROM {self.quoted(table.db_table)}")[0][0])

    def batches(self, table: Table, size: int) -> Iterator[Sequence[Row]]:
        """All rows in the order of their keys; each batch is a query of its own, so nothing is held open."""
        where, after = "", tuple[Any, ...]()
        while rows := self._batch(table, where, after, size):
            yield rows
            where, after = f"WHERE {self.quoted(table.key)} > %s", (rows[-1][table.key],)

    def where(self, table: Table, column: str, values: Values) -> Sequence[Row]:
        """The rows with one of these values, in the order of their keys."""
        if not values:
            return []
        condition = f"WHERE {self.quoted(column)} IN ({self.marks(values)})"
        return self._batch(table, condition, tuple(values), None)

    def rows(self, sql: str, params: Values = ()) -> Sequence[tuple[Any, ...]]:
        """For a question of one stage; names in it went through `quoted`, values are in `params`."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql, list(params))
            return list(cursor.fetchall())

    def pairs(self, sql: str, params: Values) -> Mapping[Any, Any]:
        """The same for two columns, the first of which is looked up; nothing is asked where nothing is looked for."""
        return {row[0]: row[1] for row in self.rows(sql, params)} if params else {}

    def same(self, value: Any) -> Any:
        """What texts have in common that this database takes for the same: on MySQL and MariaDB their letters."""
        return value.casefold() if isinstance(value, str) and self._connection.vendor == "mysql" else value

    def quoted(self, name: str) -> str:
        return self._connection.ops.quote_name(name)

    def marks(self, values: Values) -> str:
        return ", ".join(["%s"] * len(values))

    def _batch(self, table: Table, condition: str, params: Values, size: int | None) -> Sequence[Row]:
        columns = ", ".join(self.quoted(name) for name in table.readers)
        limit = "" if size is None else f" LIMIT {size:d}"
        order = f"ORDER BY {self.quoted(table.key)}"
        sql = f"SELECT {columns} FROM {self.quoted(table.db_table)} {condition} {order}{limit}"
        return [table.read(row) for row in self.rows(sql, params)]
