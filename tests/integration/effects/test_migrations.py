"""Tables can be made, unmade and made again on every database."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from proctoring_host.models import Attempt
from tests.factories import make_attempt


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("proctoring_host_")}


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_to_nothing_and_forth_again() -> None:
    before = tables()

    call_command("migrate", "proctoring", "zero", verbosity=0)
    gone = tables()
    call_command("migrate", "proctoring", verbosity=0)

    assert gone == set()
    assert tables() == before
    assert Attempt.everything.get(pk=make_attempt().pk).transitions.count() == 0


@pytest.mark.django_db
def test_models_and_migrations_say_the_same() -> None:
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("makemigrations", "proctoring", check=True, dry_run=True, verbosity=0)
