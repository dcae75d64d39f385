"""Operations that spare tables in use."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddIndexOnline(migrations.AddIndex):
    """Rows can be written while the index is built; of a migration with `atomic = False`.

    MySQL, MariaDB and SQLite do as they always do; PostgreSQL must be asked to. May be repeated: what an interrupted
    migration has left, on PostgreSQL an index that is not valid, is built anew.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if self.index.name in _names_of_indexes(schema_editor, model._meta.db_table):
            schema_editor.remove_index(model, self.index, **_concurrently(schema_editor))
        schema_editor.add_index(model, self.index, **_concurrently(schema_editor))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        name = self.index.name
        index = from_state.models[app_label, self.model_name_lower].get_index_by_name(name)
        schema_editor.remove_index(model, index, **_concurrently(schema_editor))


def _names_of_indexes(schema_editor: BaseDatabaseSchemaEditor, table: str) -> Collection[str]:
    if schema_editor.collect_sql:
        # `sqlmigrate` is for a database without the table, too.
        return ()
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def _concurrently(schema_editor: BaseDatabaseSchemaEditor) -> dict[str, bool]:
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}


class CompareExactly(migrations.SeparateDatabaseAndState):
    """Turns columns into ones that compare byte for byte; only MySQL and MariaDB have something to do for that.

    They write each table once, however many of its columns are named, and keep it readable meanwhile. Going back they
    refuse where values differ only in what their own comparison does not see.
    """

    def __init__(self, alterations: Sequence[migrations.AlterField]) -> None:
        super().__init__(state_operations=alterations)
        self.alterations = alterations

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "mysql":
            return
        tables: dict[str, list[str]] = defaultdict(list)
        for alteration in self.alterations:
            model = to_state.apps.get_model(app_label, alteration.model_name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                field = model._meta.get_field(alteration.name)
                tables[model._meta.db_table].append(_modification(field, schema_editor))
        for table, modifications in tables.items():
            schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} {', '.join(modifications)}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)


def _modification(field: Any, schema_editor: BaseDatabaseSchemaEditor) -> str:
    parameters = field.db_parameters(schema_editor.connection)
    collation = f" COLLATE {parameters['collation']}" if parameters["collation"] else ""
    column = schema_editor.quote_name(field.column)
    return f"MODIFY {column} {parameters['type']}{collation} {'NULL' if field.null else 'NOT NULL'}"
