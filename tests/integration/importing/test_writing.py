"""Writing rows as they are."""

from datetime import timedelta

import pytest
from django.db import connection

from proctoring_host.importing.writing import insert
from proctoring_host.models import Exam
from tests.factories import T0

pytestmark = pytest.mark.django_db


def exam(number: int) -> dict:
    return {
        "course_id": "c",
        "content_id": f"x{number}",
        "exam_name": "Exam",
        "time_limit_mins": number,
        "created": T0,
        "modified": T0 + timedelta(days=1),
        "backend": "fake",
    }


def test_rows_keep_their_times_and_get_their_ids_in_order() -> None:
    ids = insert(Exam, [exam(number) for number in range(1, 1201)])

    rows = Exam.objects.in_bulk(ids)
    assert [rows[pk].time_limit_mins for pk in ids] == list(range(1, 1201))
    assert {(row.created, row.modified) for row in rows.values()} == {(T0, T0 + timedelta(days=1))}
    assert {(row.is_active, row.external_id) for row in rows.values()} == {(True, None)}


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL always tells the ids of many rows")
def test_a_database_that_tells_one_id_at_a_time_is_asked_one_at_a_time(monkeypatch) -> None:
    """As MySQL does, unlike MariaDB."""
    monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", False)

    ids = insert(Exam, [exam(number) for number in range(1, 6)])

    rows = Exam.objects.in_bulk(ids)
    assert [rows[pk].time_limit_mins for pk in ids] == [1, 2, 3, 4, 5]


def test_nothing_is_written_for_nothing() -> None:
    assert insert(Exam, []) == []
