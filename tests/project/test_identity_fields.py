"""No column whose values identify something can be forgotten where databases differ."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import CharField, Field, Model, TextField, UniqueConstraint

from proctoring_host.models.exact import ExactCharField

# Text that people and vendors write, and nobody is found by.
WRITTEN = {"allowance.value", "incident.detail", "reviewcomment.status"}
# By module: what is grouped, counted or shown in one piece.
SORTED_AS_A_WHOLE = {
    ("effects/numbers.py", "backend"),
    ("effects/numbers.py", "kind"),
    ("effects/numbers.py", "state"),
    ("effects/numbers.py", "status"),
    ("exams/queries.py", "course_id"),
    ("people/forget_at_vendors.py", "backend"),
    ("platform/django_auth.py", "name"),
    ("reviews/report.py", "exam_name"),
}
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


def ordered_by(file: Path) -> Iterator[str]:
    """What rows are ordered by in a module, without direction and the way there."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            names = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            yield from (name.removeprefix("-").split("__")[-1] for name in names)


def test_no_page_is_cut_from_what_databases_sort_differently(tracked, root):
    """They sort text by languages of their own. Where it is done nevertheless the whole is read at once."""
    texts = {field.name for model in models() for field in model._meta.concrete_fields if is_text(field)}
    texts |= {"username", "email", "name"}
    code = [file for file in tracked if file.suffix == ".py" and root / "proctoring_host" in file.parents]

    found = {
        (file.relative_to(root / "proctoring_host").as_posix(), name) for file in code for name in ordered_by(file)
    }

    assert {(file, name) for file, name in found if name in texts} == SORTED_AS_A_WHOLE
    assert ("attempts/listing.py", "pk") in found
    for model in models():
        assert not texts & {name.removeprefix("-") for name in model._meta.ordering}, model


def is_text(field: Field) -> bool:
    return isinstance(field, CharField | TextField)
