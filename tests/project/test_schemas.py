"""`docs/schemas.json` describes the values that hooks take and give: as they are written, and as they really are."""

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctoring_host import data
from tests.unit.registry import samples
from tools import schemas

DOCUMENT = json.loads(schemas.PAGE.read_text("utf-8"))
DATACLASSES = [cls for cls in schemas.border_classes() if dataclasses.is_dataclass(cls)]
FORMATS = jsonschema.FormatChecker(formats=())
SAMPLES = [
    samples.exam(),
    samples.attempt(),
    samples.registration(),
    samples.change(),
    samples.callback(),
    samples.review(),
    samples.saved(),
    samples.delivery_failed(),
    samples.email(),
]
SIMPLE: Mapping[Any, st.SearchStrategy] = {
    str: st.text(),
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bytes: st.binary(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
    Any: st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
}


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def validator(cls: type) -> jsonschema.Draft202012Validator:
    schema = {**DOCUMENT, "$ref": f"#/$defs/{cls.__name__}"}
    return jsonschema.Draft202012Validator(schema, format_checker=FORMATS)


def check(value: object) -> None:
    content = json.loads(json.dumps(schemas.as_json(value)))
    validator(type(value)).validate(content)


def strategy(hint: Any) -> st.SearchStrategy:
    """Values by annotation."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(strategy(arguments[0]), max_size=2).map(tuple)
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        return st.dictionaries(st.text(), strategy(arguments[1]), max_size=2)
    if arguments:
        return st.one_of(*(strategy(part) for part in arguments))
    return instances(hint) if dataclasses.is_dataclass(hint) else st.sampled_from(hint)


def instances(cls: type) -> st.SearchStrategy:
    hints = get_type_hints(cls)
    return st.builds(cls, **{field.name: strategy(hints[field.name]) for field in dataclasses.fields(cls)})


def test_the_document_is_as_the_code_has_it():
    assert schemas.render() == schemas.PAGE.read_text("utf-8"), "run: make docs"


def test_the_document_is_a_schema_itself():
    jsonschema.Draft202012Validator.check_schema(DOCUMENT)


def test_every_dataclass_that_hooks_take_or_give_has_a_schema():
    modules = [
        importlib.import_module(f"{data.__name__}.{found.name}") for found in pkgutil.iter_modules(data.__path__)
    ]
    classes = {name for module in modules for name, cls in vars(module).items() if dataclasses.is_dataclass(cls)}

    assert classes
    assert classes <= set(DOCUMENT["$defs"])


@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_values_as_the_host_makes_them_fit(value):
    check(value)


@pytest.mark.parametrize("cls", DATACLASSES, ids=lambda cls: cls.__name__)
def test_any_value_of_the_class_fits(cls):
    @settings(max_examples=5)
    @given(instances(cls))
    def fits(value):
        check(value)

    fits()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "5"}, "is not of type 'integer'"),
        ({"due_date": "soon"}, "is not a 'date-time'"),
        ({"colour": "red"}, "Additional properties are not allowed"),
        ({"exam_name": None}, "is not of type 'string'"),
    ],
)
def test_another_form_does_not_fit(change, said):
    content = {**schemas.as_json(samples.exam()), **change}

    errors = list(validator(data.ExamData).iter_errors(content))
    assert any(said in error.message for error in (*errors, *(cause for each in errors for cause in each.context)))


def test_what_is_missing_is_found():
    content = schemas.as_json(samples.exam())
    del content["course_id"]

    [error] = validator(data.ExamData).iter_errors(content)
    assert error.message == "'course_id' is a required property"
