"""No column whose values identify something can be forgotten where databases differ."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import CharField, Field, Model, TextField, UniqueConstraint

from proctoring_host.models.exact import ExactCharField

# Text that people and vendors write, and nobody is found by.
WRITTEN = {"allowance.value", "incident.detail", "reviewcomment.status"}
# Bytes; what MySQL and MariaDB allow, which take four for a character.
LONGEST_INDEX = 3072


def models() -> list[type[Model]]:
    return list(apps.get_app_config("proctoring").get_models())


def indexed(model: type[Model]) -> Iterator[list[Field]]:
    """The columns of each index and constraint."""
    meta = model._meta
    for field in meta.concrete_fields:
        if field.unique or field.db_index:
            yield [field]
    constraints = [each for each in meta.constraints if isinstance(each, UniqueConstraint)]
    for each in (*meta.indexes, *constraints):
        yield [meta.get_field(name.removeprefix("-")) for name in each.fields]


def label(field: Field) -> str:
    return f"{field.model._meta.model_name}.{field.name}"


def test_short_text_is_compared_byte_for_byte_unless_it_is_listed_here_as_written_by_somebody():
    short = [field for model in models() for field in model._meta.concrete_fields if isinstance(field, CharField)]
    plain = {label(field) for field in short if not isinstance(field, ExactCharField)}

    assert len(short) > 20
    assert plain == WRITTEN


def test_no_index_has_text_that_databases_compare_differently():
    columns = [field for model in models() for fields in indexed(model) for field in fields]
    loose = [field for field in columns if isinstance(field, CharField | TextField)]

    assert [label(field) for field in loose if not isinstance(field, ExactCharField)] == []
    assert len(loose) > 10


def test_no_index_is_longer_than_mysql_bears():
    lengths = {
        (model._meta.model_name, *(field.name for field in fields)): sum(
            4 * (field.max_length or 2) for field in fields
        )
        for model in models()
        for fields in indexed(model)
    }

    assert max(lengths.values()) > LONGEST_INDEX / 2
    assert {names: length for names, length in lengths.items() if length > LONGEST_INDEX} == {}
