"""Writes rows with all their values as they are: times of saving too, which the ORM would set anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

AT_ONCE = 500


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The new ids, in the order of the rows; values are named by column, those left out get their defaults."""
    if not rows:
        return []
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    prepared = [[_prepared(field, row, connection) for field in fields] for row in rows]
    many = connection.features.can_return_rows_from_bulk_insert
    size = min(AT_ONCE, connection.ops.bulk_batch_size(fields, prepared)) if many else 1
    found: list[int] = []
    for part in _parts(prepared, size):
        found += _inserted(connection, model, fields, part)
    return found


def _prepared(field: "Field[Any, Any]", row: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
    value = row[field.attname] if field.attname in row else field.get_default()
    return field.get_db_prep_save(value, connection)


def _parts(rows: Sequence[Sequence[Any]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _inserted(
    connection: BaseDatabaseWrapper,
    model: type[Model],
    fields: Sequence["Field[Any, Any]"],
    rows: Sequence[Sequence[Any]],
) -> list[int]:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join(["({})".format(", ".join(["%s"] * len(fields)))] * len(rows))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {marks}"
    params = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        if not connection.features.can_return_rows_from_bulk_insert:
            cursor.execute(sql, params)
            return [int(connection.ops.last_insert_id(cursor, model._meta.db_table, "id"))]
        cursor.execute(f"{sql} RETURNING {quoted('id')}", params)
        return [int(row[0]) for row in cursor.fetchall()]


def update(model: type[Model], pk: int, values: Mapping[str, Any]) -> None:
    model._base_manager.filter(pk=pk).update(**values)


def delete(model: type[Model], pk: int) -> None:
    model._base_manager.filter(pk=pk).delete()
