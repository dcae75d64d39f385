"""A site with the older tables beside its own, and a vendor that must hear of nothing."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.importing.old_tables import TABLES, OldSite, make_tables

Run = Callable[..., tuple[dict[str, Any], int]]


@pytest.fixture(scope="session")
def old_tables(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        make_tables(connection)
        yield
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")


@pytest.fixture
def old(old_tables, db) -> OldSite:
    return OldSite(connection)


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend() as vendor:
        yield vendor


@pytest.fixture
def run() -> Run:
    """The command, its report as data, and its exit code."""

    def run(*arguments: str) -> tuple[dict[str, Any], int]:
        out = StringIO()
        try:
            call_command("proctoring", "import-edx-proctoring", "--json", *arguments, stdout=out)
        except SystemExit as end:
            return json.loads(out.getvalue()), int(end.code or 0)
        return json.loads(out.getvalue()), 0

    return run
