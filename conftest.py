"""What holds for every suite of the repository: the host's and each plugin's."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.core.management.color import no_style
from django.db import connections
from django.test import TransactionTestCase

# A browser is started only by a run that names this folder, as `make test-browser` does.
BROWSER = "tests/browser"
# These need Open edX's packages and settings, which the lanes of `make test-openedx` have.
OPENEDX = "tests/openedx"
# Each test here starts processes with a whole host in them, which costs about a second apiece.
STARTS_PROCESSES = ("tests/isolation/", "tests/integration/standalone/")
FUZZED = "tests/contract/test_fuzzed_"
# Tables of requests that are all answered in one way: what is around them needs them once.
IN_BULK = tuple(f"tests/integration/web/test_{name}" for name in ("hostile", "permissions", "schema"))
# Coverage triples what a test takes, so it is taken of what is about domain, registry and use cases: enough for the
# promise that tools/coverage_gate.py holds, which fails when it no longer is.
MEASURED = ("tests/unit/domain/", "tests/unit/legacy/", "tests/unit/registry/", "tests/integration/")
UNMEASURED = (*IN_BULK, *(f"tests/integration/{place}/" for place in ("importing", "models", "testing")))

# What the migrations made and no test changes.
KEPT_TABLES = frozenset({"django_content_type", "auth_permission"})

# A deadline per example measures the machine, and fails on a busy one.
hypothesis.settings.register_profile("repository", deadline=None)
hypothesis.settings.load_profile("repository")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """After a test with transactions of its own Django flushes the tables as if the site were new: most of a run."""
    TransactionTestCase._fixture_teardown = staticmethod(_empty_tables)


def _empty_tables() -> None:
    for connection in connections.all():
        names = set(connection.introspection.django_table_names(include_views=False)) - KEPT_TABLES
        connection.ops.execute_sql_flush(_deletions(connection, sorted(names)))


def _deletions(connection, tables: list[str]) -> list[str]:
    if connection.vendor != "postgresql":
        return connection.ops.sql_flush(no_style(), tables)
    # TRUNCATE, which Django takes there, makes new files for each table. Foreign keys are checked at the commit.
    return ["; ".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables)]


def pytest_xdist_auto_num_workers() -> int | None:
    """On a server a test often waits for answers; another may run then."""
    on_server = not os.environ.get("DATABASE_URL", "sqlite:").startswith("sqlite:")
    return (os.cpu_count() or 1) + 1 if on_server else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    place = _below(collection_path, config.rootpath)
    asked_for = any(place in argument for argument in config.args)
    return True if place in (BROWSER, OPENEDX) and not asked_for else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what belongs to a run of its own: each database, whole hosts, a browser, made-up requests, coverage."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)
        place = _below(item.path, config.rootpath)
        if place.startswith(BROWSER):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
        if place.startswith(STARTS_PROCESSES):
            item.add_marker(pytest.mark.hosts)
            item.add_marker(pytest.mark.slow)
        if place.startswith(FUZZED):
            item.add_marker(pytest.mark.fuzz)
            item.add_marker(pytest.mark.slow)
        if place.startswith(IN_BULK):
            item.add_marker(pytest.mark.in_bulk)
        if place.startswith(MEASURED) and not place.startswith(UNMEASURED) and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.measured)


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
