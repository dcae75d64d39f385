"""Queries of the busiest paths, whose SQL is composed once in a thread instead of anew for every request.

Composing takes Django several times as long as the database takes to answer. What is kept is the text of a query and
how its rows become objects, never a row: each call asks the database.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
# What the widest column of numbers holds; a database may not even let a larger one be asked for.
LARGEST = 2**63 - 1


class Given(Value):
    """Stands in a query for a value that each call brings, and that is made fit for the column it is compared to."""

    column: "Field[Any, Any] | None" = None

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def of(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Raises what Django does: `ValueError` for what is no number, and `EmptyResultSet` for one too large."""
        value = values[self.value]
        if self.column is not None:
            # In two steps, as lookups do: in one, numbers that a new row may not have would be refused, too.
            value = self.column.get_db_prep_value(self.column.get_prep_value(value), connection, prepared=True)
        if isinstance(value, int) and abs(value) > LARGEST:
            raise EmptyResultSet
        return value


@dataclass(frozen=True, slots=True)
class _Part:
    """The columns of a row that belong to one model, and the models that are joined to it."""

    model: type[Model]
    names: list[str]
    values: Callable[[Sequence[Any]], tuple[Any, ...]]
    key: int
    joined: "tuple[_Part, ...]"
    keep_here: Callable[[Model, Model | None], None] | None
    keep_there: Callable[[Model, Model], None] | None

    def read(self, row: Sequence[Any], alias: str) -> Model | None:
        if row[self.key] is None:
            return None
        found = self.model.from_db(alias, self.names, self.values(row))
        for part in self.joined:
            part.attach(found, row, alias)
        return found

    def attach(self, to: Model, row: Sequence[Any], alias: str) -> None:
        found = self.read(row, alias)
        if self.keep_here is not None:
            self.keep_here(to, found)
        if found is not None and self.keep_there is not None:
            self.keep_there(found, to)


class _Statement:
    """One query as one database takes it."""

    def __init__(self, query: Any, alias: str) -> None:
        self.alias, self.locks = alias, query.select_for_update
        compiler = query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        self.names = [f"p{number}" for number in range(len(parameters))]
        # By names: for SQLite Django would look for the places of others in the whole text at every execution.
        self.sql = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in self.names)
        self.parameters = parameters
        self.convert = compiler.apply_converters
        self.converters = compiler.get_converters([column for column, *_rest in compiler.select])
        # A query for plain values has columns, but not those that an object is made of.
        self.part = _part(compiler.klass_info, compiler.select) if query.default_cols else None

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        connection = connections[self.alias]
        if self.locks and connection.get_autocommit():
            raise TransactionManagementError("A row is locked within a transaction only.")
        try:
            parameters = [each.of(values, connection) if isinstance(each, Given) else each for each in self.parameters]
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, dict(zip(self.names, parameters, strict=True)))
            found = cursor.fetchall()
        return list(self.convert(found, self.converters)) if self.converters else list(found)


class _Statements(threading.local):
    """Of this thread, by database: how values are converted belongs to a connection, and a connection to a thread."""

    def __init__(self) -> None:
        self.known: dict[str, _Statement] = {}


class Prepared(Generic[M]):
    """A query that `compose` writes with `Given` for the values of each call.

    `compose` is called late, and more than once. What it gives must not depend on anything but the database.
    """

    def __init__(self, compose: Callable[[], QuerySet[M, Any]]) -> None:
        self._compose = compose
        self._statements = _Statements()
        self._query: Any = None

    def objects(self, **values: Any) -> list[M]:
        """As the query itself would give them, with what it selects as related."""
        statement = self._statement()
        part: Any = statement.part
        return [part.read(row, statement.alias) for row in statement.rows(values)]

    def first(self, **values: Any) -> M | None:
        """None where there is none. The order, and that there is only one, are up to the query."""
        return next(iter(self.objects(**values)), None)

    def get(self, **values: Any) -> M:
        """Raises `DoesNotExist` of the model where there is none."""
        found = self.first(**values)
        if found is None:
            missing: type[Exception] = self._query.model.DoesNotExist
            raise missing(f"{self._query.model.__name__} {values} does not exist.")
        return found

    def rows(self, **values: Any) -> list[Any]:
        """Of a query for plain values, each a sequence."""
        return self._statement().rows(values)

    def _statement(self) -> _Statement:
        if self._query is None:
            self._query = with_columns(self._compose())
        model, query = self._query.model, self._query.query
        alias = router.db_for_write(model) if query.select_for_update else router.db_for_read(model)
        known = self._statements.known.get(alias)
        if known is None:
            known = self._statements.known[alias] = _Statement(query.clone(), alias)
        return known


def with_columns(query: QuerySet[M, Any]) -> QuerySet[M, Any]:
    for condition in query.query.where.leaves():
        given = getattr(condition, "rhs", None)
        if isinstance(given, Given):
            given.column = condition.lhs.output_field
    return query


def _part(info: Mapping[str, Any], select: Sequence[Any]) -> _Part:
    """As Django itself describes to its own iterators what stands where in a row."""
    places = {select[place][0].target.attname: place for place in info["select_fields"]}
    names = [field.attname for field in info["model"]._meta.concrete_fields if field.attname in places]
    return _Part(
        model=info["model"],
        names=names,
        values=itemgetter(*(places[name] for name in names)),
        key=places[info["model"]._meta.pk.attname],
        joined=tuple(_part(each, select) for each in info.get("related_klass_infos", ())),
        keep_here=info.get("local_setter"),
        keep_there=info.get("remote_setter"),
    )
