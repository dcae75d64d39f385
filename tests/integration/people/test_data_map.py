"""No column of ours escapes the data map."""

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from proctoring_host.models.personal import DATA_MAP, Erasure, Holds, Table
from proctoring_host.people.belongings import rows_about
from tests.factories import make_user
from tests.integration.people.belongings import give_everything_to


def test_every_table_is_in_the_map_once() -> None:
    models = [model for model in apps.get_app_config("proctoring").get_models() if not model._meta.proxy]

    assert sorted(table.model.__name__ for table in DATA_MAP) == sorted(model.__name__ for model in models)
    assert len({table.name for table in DATA_MAP if table.owner}) == sum(bool(table.owner) for table in DATA_MAP)


@pytest.mark.parametrize("table", DATA_MAP, ids=lambda table: table.model.__name__)
def test_every_column_says_what_it_holds_of_a_person(table: Table) -> None:
    columns = {field.name for field in table.model._meta.concrete_fields}

    assert set(table.columns) == columns, f"models/personal lacks or has too much of {table.model.__name__}"


@pytest.mark.parametrize("table", DATA_MAP, ids=lambda table: table.model.__name__)
def test_what_is_personal_is_erased_or_kept_and_told_or_not_for_a_reason(table: Table) -> None:
    for name, held in table.columns.items():
        if held.holds is Holds.NOTHING:
            assert (held.erasure, held.exported) == (Erasure.NONE, False), name
        else:
            assert held.erasure is not Erasure.NONE, name
            assert held.reason or (held.erased and held.exported), name


@pytest.mark.parametrize("table", DATA_MAP, ids=lambda table: table.model.__name__)
def test_free_text_about_somebody_is_erased(table: Table) -> None:
    """What is kept has a form that no name fits into."""
    for name, held in table.columns.items():
        field = table.model._meta.get_field(name)
        free = isinstance(field, TextField | JSONField) or (isinstance(field, CharField) and held.holds is Holds.WORDS)
        if (
            table.owner
            and free
            and not (field.choices or (isinstance(field, CharField) and held.holds is not Holds.WORDS))
        ):
            assert held.erased, f"{table.model.__name__}.{name}"


@pytest.mark.django_db
@pytest.mark.parametrize("table", [table for table in DATA_MAP if table.owner], ids=lambda table: table.name)
def test_rows_are_found_for_the_learner_and_for_nobody_else(table: Table) -> None:
    learner, other = make_user(), make_user()
    give_everything_to(learner)

    assert rows_about(table, learner.pk).exists()
    assert not rows_about(table, other.pk).exists()
