"""All that the host keeps, to compare before and after. Read without models, which take longer than what is tried."""

from typing import Any

from django.apps import apps
from django.db import connection


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """By table, and within it by key."""
    return {model._meta.db_table: _rows(model) for model in apps.get_app_config("proctoring").get_models()}


def _rows(model: Any) -> list[dict[str, Any]]:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name(model._meta.db_table)} ORDER BY {name(model._meta.pk.column)}")
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
