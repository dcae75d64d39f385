"""What identifies something means one and the same on every database, whatever it does with other text.

The lanes run this on SQLite, PostgreSQL, and MariaDB with a collation that ignores case, accents and blanks.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import CharField, DateTimeField, Field, Model, TextField, UniqueConstraint
from django.db.models.fields.related import ForeignKey

from proctoring_host.effects.circuit import gate_of
from proctoring_host.exams.queries import exam_by_content
from proctoring_host.models import Circuit, Exam
from proctoring_host.models.exact import ExactCharField, exact_collation
from tests.factories import T0, make_exam, make_user

pytestmark = pytest.mark.django_db
ALIKE = ["a", "A", "a ", "á"]
NUMBERS = itertools.count(1)


def exact_fields() -> Iterator[Any]:
    for model in apps.get_app_config("proctoring").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ExactCharField):
                yield pytest.param(model, field.name, id=f"{model._meta.model_name}.{field.name}")


def make_row(model: type[Model]) -> Model:
    """With something in every column that has to have it."""
    if model is get_user_model():
        return make_user()
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key or field.null)]
    missing = [field for field in fields if not field.has_default() and not getattr(field, "auto_now", False)]
    return model._base_manager.create(**{field.name: something(field) for field in missing})


def something(field: Field) -> object:
    if isinstance(field, ForeignKey):
        return make_row(field.related_model)
    if isinstance(field, DateTimeField):
        return T0
    number = next(NUMBERS)
    return str(number) if isinstance(field, CharField | TextField) else number


def the_same_beside(model: type[Model], name: str, row: Model) -> dict[str, object]:
    """What must be the same in all rows, so that only this column makes the difference to a constraint."""
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    names = {other for each in constraints if name in each.fields for other in each.fields} - {name}
    return {other: getattr(row, other) for other in names}


@pytest.mark.parametrize(("model", "name"), list(exact_fields()))
def test_values_that_look_alike_are_different(model: type[Model], name: str) -> None:
    rows = [make_row(model) for _ in ALIKE]
    beside = the_same_beside(model, name, rows[0])
    for row, value in zip(rows, ALIKE, strict=True):
        model._base_manager.filter(pk=row.pk).update(**{name: value, **beside})
    ours = model._base_manager.filter(pk__in=[row.pk for row in rows])

    found = [list(ours.filter(**{name: value}).values_list("pk", flat=True)) for value in ALIKE]

    assert found == [[row.pk] for row in rows]
    assert set(ours.order_by().values_list(name, flat=True).distinct()) == set(ALIKE)
    assert ours.filter(**{f"{name}__in": ["a", "b"]}).count() == 1
    assert ours.exclude(**{name: "A"}).count() == 3


@pytest.mark.parametrize(
    ("lookup", "wanted", "number"),
    [
        ("iexact", "COURSE_50%", 2),
        ("icontains", "e_50%", 2),
        ("istartswith", "coursE_", 2),
        ("iendswith", "_50%", 2),
        ("iexact", "course_50", 0),
        ("contains", "e_50%", 1),
        ("startswith", "COURSE", 2),
        ("endswith", "E-50[*]?", 1),
        ("endswith", "?", 1),
        ("contains", "-50[", 1),
        ("contains", "*", 1),
    ],
)
def test_to_look_in_any_case_has_to_be_asked_for(lookup: str, wanted: str, number: int) -> None:
    for course_id in ("course_50%", "COURSE_50%", "COURSE-50[*]?", "coursé_x50%"):
        make_exam(course_id=course_id)

    found = Exam.objects.filter(**{f"course_id__{lookup}": wanted})

    assert found.count() == number


def test_two_contents_that_differ_in_case_are_two_exams() -> None:
    small, capital = make_exam(content_id="block@one"), make_exam(content_id="block@One")

    assert exam_by_content(small.course_id, "block@one") == small
    assert exam_by_content(small.course_id, "block@One") == capital


def test_a_vendor_that_does_not_answer_stops_no_other_whose_name_looks_alike() -> None:
    for name in ("acme", "Acme"):
        Circuit.objects.create(backend=name, open_until=T0 if name == "acme" else None, changed_at=T0)

    assert gate_of("acme", T0).probe
    assert not gate_of("Acme", T0).probe


@pytest.mark.skipif(connection.vendor != "mysql", reason="other databases compare byte for byte anyway")
def test_the_columns_say_so_themselves() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns"
            " WHERE table_schema = DATABASE() AND table_name LIKE 'proctoring\\_host\\_%%'"
        )
        found = {(table, column): collation for table, column, collation in cursor.fetchall()}

    wanted = {(model._meta.db_table, model._meta.get_field(name).column) for model, name in map(values, exact_fields())}
    assert wanted
    assert {column: found[column] for column in wanted} == dict.fromkeys(wanted, exact_collation(connection))


def values(parameters: Any) -> tuple[type[Model], str]:
    model, name = parameters.values
    return model, name
