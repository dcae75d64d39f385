"""Operations that spare tables in use."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddIndexOnline(migrations.AddIndex):
    """Rows can be written while the index is built; of a migration with `atomic = False`.

    MySQL, MariaDB and SQLite do as they always do; PostgreSQL must be asked to.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
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


def _concurrently(schema_editor: BaseDatabaseSchemaEditor) -> dict[str, bool]:
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
