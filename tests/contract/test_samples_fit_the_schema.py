"""What was recorded from the reference fits the description of our API: its clients can rely on either."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from proctoring_host.web.schema.document import document
from tests.strict_schema import operation_for, problems, strict

SAMPLES = json.loads((Path(__file__).parent / "recorded" / "samples.json").read_text(encoding="utf-8"))["samples"]
DOCUMENT = strict(document())
VARIABLE = re.compile(r"\{\w+\}")


def _filled(value: Any) -> Any:
    """Variables of the recording become ids."""
    if isinstance(value, dict):
        return {name: _filled(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return VARIABLE.sub("1", value) if isinstance(value, str) else value


def _statuses(sample) -> list[int]:
    """A few differ from site to site; then the recorded body belongs to the first."""
    status = sample["expect"]["status"]
    return status if isinstance(status, list) else [status]


@pytest.fixture(params=[pytest.param(sample, id=sample["id"]) for sample in SAMPLES])
def sample(request):
    return _filled(request.param)


@pytest.fixture
def operation(sample):
    found = operation_for(DOCUMENT, sample["method"], sample["path"])
    assert found, "the address is not described"
    return found


def test_a_recorded_answer_is_described(sample, operation) -> None:
    expected, statuses = sample["expect"], _statuses(sample)
    assert {str(status) for status in statuses} <= set(operation["responses"])
    contents = operation["responses"][str(statuses[0])].get("content", {})

    if expected["content"] == "json":
        assert problems(DOCUMENT, contents["application/json"]["schema"], expected["body"]) == []
    elif expected["content"] == "text":
        assert [kind for kind in contents if kind.startswith("text/")]


def test_a_recorded_request_that_was_granted_is_described(sample, operation) -> None:
    if _statuses(sample)[0] >= 400:
        pytest.skip("its answer says that something is wrong with it")
    names = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
    assert set(sample.get("query", {})) <= names

    if "json" in sample:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert problems(DOCUMENT, schema, sample["json"]) == []
    if "form" in sample:
        schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        assert problems(DOCUMENT, schema, sample["form"]) == []


def test_there_are_samples_of_every_kind() -> None:
    assert len(SAMPLES) > 60
    assert {sample["expect"]["content"] for sample in SAMPLES} == {"json", "text", "empty"}
