"""Rows of the busiest paths are written by statements that are composed once, as those that read are.

Composing is most of what writing a row costs. Whatever else Django does when it saves a row is done here, too: times
that are set by themselves, signals, and a transaction that can only be undone once a statement of it has failed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from proctoring_host.prepared.reads import Given, with_columns

M = TypeVar("M", bound=Model)


class _Written(Given):
    """A value that is written into a column, not compared to one."""

    column: "Field[Any, Any]"

    def of(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return self.column.get_db_prep_save(values[self.value], connection)


class PreparedUpdate(Generic[M]):
    """Writes the named columns of the rows that `compose` finds, as `QuerySet.update` does.

    `compose` is as for `Prepared`; what it is `Given` must not be called as one of the columns.
    """

    def __init__(self, compose: Callable[[], QuerySet[M, Any]], *names: str) -> None:
        self._compose, self._names = compose, names
        self._model: type[M] | None = None
        self._known: dict[str, tuple[str, Sequence[Any]]] = {}

    def run(self, **values: Any) -> int:
        """How many rows there were."""
        if self._model is None:
            self._model = self._compose().model
        return self.run_on(router.db_for_write(self._model), values)

    def run_on(self, alias: str, values: Mapping[str, Any]) -> int:
        """In that database, whatever a router says."""
        if alias not in self._known:
            self._known[alias] = self._statement(alias)
        sql, parameters = self._known[alias]
        connection = connections[alias]
        try:
            given = [each.of(values, connection) if isinstance(each, Given) else each for each in parameters]
        except EmptyResultSet:
            return 0
        with mark_for_rollback_on_error(alias), connection.cursor() as cursor:
            cursor.execute(sql, given)
            return int(cursor.rowcount)

    def _statement(self, alias: str) -> tuple[str, Sequence[Any]]:
        query: Any = with_columns(self._compose()).query.chain(UpdateQuery)
        query.add_update_fields([(column, None, _written(column)) for column in self._columns(query.get_meta())])
        statement: tuple[str, Sequence[Any]] = query.get_compiler(alias).as_sql()
        return statement

    def _columns(self, meta: Any) -> "list[Field[Any, Any]]":
        return [meta.get_field(name) for name in self._names]


def insert(row: M) -> M:
    """As `row.save(force_insert=True)` does for a new row with a number that the database gives."""
    model = type(row)
    alias = router.db_for_write(model, instance=row)
    pre_save.send(sender=model, instance=row, raw=False, using=alias, update_fields=None)
    columns, sql = _insertion(model, alias, row)
    connection = connections[alias]
    values = [column.get_db_prep_save(column.pre_save(row, add=True), connection) for column in columns]
    with mark_for_rollback_on_error(alias), connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = _number(cursor, connection, model)
    row._state.db, row._state.adding = alias, False
    post_save.send(sender=model, instance=row, created=True, raw=False, using=alias, update_fields=None)
    return row


def save(row: Model, *names: str) -> None:
    """As `row.save(force_update=True)` does, or `row.save(update_fields=names)`, for a row that was read as a whole."""
    model = type(row)
    alias = router.db_for_write(model, instance=row)
    update_fields = frozenset(names) or None
    pre_save.send(sender=model, instance=row, raw=False, using=alias, update_fields=update_fields)
    columns, statement = _saving(model, names)
    values = {column.name: column.pre_save(row, add=False) for column in columns}
    with mark_for_rollback_on_error(alias):
        if not statement.run_on(alias, {**values, "number_of_row": row.pk}):
            raise DatabaseError(f"{model.__name__} {row.pk} is not there any more, so it cannot be saved.")
    post_save.send(sender=model, instance=row, created=False, raw=False, using=alias, update_fields=update_fields)


def _written(column: "Field[Any, Any]") -> _Written:
    written = _Written(column.name)
    written.column = column
    return written


@cache
def _saving(model: type[Model], names: tuple[str, ...]) -> "tuple[list[Field[Any, Any]], PreparedUpdate[Model]]":
    meta: Any = model._meta
    columns = [meta.get_field(name) for name in names]
    if not names:
        columns = [column for column in meta.local_concrete_fields if not column.primary_key]
    rows = model._base_manager
    statement = PreparedUpdate(
        lambda: rows.filter(pk=Given("number_of_row")).order_by(), *(column.name for column in columns)
    )
    return columns, statement


_insertions: "dict[tuple[type[Model], str], tuple[list[Field[Any, Any]], str]]" = {}


def _insertion(model: type[Model], alias: str, example: Model) -> "tuple[list[Field[Any, Any]], str]":
    """The columns of a new row and its statement: each value stands in it as itself, whatever it is."""
    known = _insertions.get((model, alias))
    if known is None:
        columns = [column for column in model._meta.local_concrete_fields if not column.primary_key]
        query = InsertQuery(model)
        query.insert_values(columns, [example])
        compiler = query.get_compiler(alias)
        compiler.returning_fields = model._meta.db_returning_fields
        [(sql, _values)] = compiler.as_sql()
        known = _insertions[model, alias] = columns, sql
    return known


def _number(cursor: Any, connection: BaseDatabaseWrapper, model: type[Model]) -> Any:
    if connection.features.can_return_columns_from_insert:
        return cursor.fetchone()[0]
    return connection.ops.last_insert_id(cursor, model._meta.db_table, str(model._meta.pk.column))
