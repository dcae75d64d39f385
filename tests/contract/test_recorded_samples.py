"""Every recorded exchange is played, in order, against a fresh host: status and shape have to be the recorded ones."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.live_host import LiveHost, live_host
from tests.contract.preparations import BEFORE, TAKEN, Variables
from tests.contract.shapes import Comparison

RECORDED = Path(__file__).parent / "recorded"
SAMPLES: list[dict[str, Any]] = json.loads((RECORDED / "samples.json").read_text())["samples"]
ABOUT: dict[str, Any] = json.loads((RECORDED / "endpoints.json").read_text())
RUN = "7"
NAME = re.compile(r"\{(\w+)\}")


def variables_of(ids: dict[str, int]) -> Variables:
    given = {name: text.replace("{run}", RUN) for name, text in ABOUT["variables"].items()}
    return {"run": RUN, "short": f"abc{RUN}", "learner": "learner", "learner_id": ids["learner"], **given}


def filled(value: Any, variables: Variables) -> Any:
    """A text that is nothing but a variable becomes its value, with its type."""
    if isinstance(value, dict):
        return {name: filled(inner, variables) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, variables) for inner in value]
    if not isinstance(value, str):
        return value
    if whole := NAME.fullmatch(value):
        return variables[whole.group(1)]
    return NAME.sub(lambda name: str(variables[name.group(1)]), value)


def played(host: LiveHost, sample: dict[str, Any], variables: Variables) -> requests.Response:
    request: dict[str, Any] = {"params": filled(sample.get("query"), variables)}
    if "form" in sample:
        request["data"] = filled(sample["form"], variables)
    elif "content_type" in sample:
        request["data"] = json.dumps(filled(sample["json"], variables))
        request["headers"] = {"Content-Type": sample["content_type"]}
    elif "json" in sample:
        request["json"] = filled(sample["json"], variables)
    return host.request(sample["as"], sample["method"], str(filled(sample["path"], variables)), **request)


def differences(sample: dict[str, Any], answer: requests.Response) -> list[str]:
    expected = sample["expect"]
    allowed = expected["status"] if isinstance(expected["status"], list) else [expected["status"]]
    if answer.status_code not in allowed:
        return [f"status {answer.status_code} instead of {allowed}: {answer.text[:300]}"]
    if expected.get("redirect"):
        found = answer.headers.get("Location") if answer.status_code == 302 else answer.json()
        says_something = isinstance(found, str) and found
        return [] if says_something else ["neither an address to go to nor a sentence that says why not"]
    return list(BODIES[expected["content"]](sample, answer))


def in_json(sample: dict[str, Any], answer: requests.Response) -> Iterator[str]:
    if answer.headers.get("Content-Type") != "application/json":
        yield f"not JSON: {answer.text[:300]}"
        return
    rules = {**ABOUT["may_differ"], **sample.get("rules", {})}
    yield from Comparison(rules, answer.status_code).differences(answer.json(), sample["expect"]["body"])


def in_text(sample: dict[str, Any], answer: requests.Response) -> Iterator[str]:
    if not answer.headers["Content-Type"].startswith("text/"):
        yield "not a text"


def in_nothing(sample: dict[str, Any], answer: requests.Response) -> Iterator[str]:
    if answer.content and not (sample.get("empty_may_be_json") and answer.json() is None):
        yield f"a body where none was recorded: {answer.text[:300]}"


BODIES: dict[str, Callable[[dict[str, Any], requests.Response], Iterator[str]]] = {
    "json": in_json,
    "text": in_text,
    "empty": in_nothing,
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What differs, by sample. The samples build on each other, so all are played before the first is looked at."""
    names = [name for name in ABOUT["variables"] if name.startswith("c_")]
    courses = {name: ABOUT["variables"][name].replace("{run}", RUN) for name in names}
    found: dict[str, list[str]] = {}
    with live_host(tmp_path_factory.mktemp("host"), courses) as host:
        variables = variables_of(dict(host.ids))
        for sample in SAMPLES:
            if sample["id"] in BEFORE:
                BEFORE[sample["id"]](host, variables)
            answer = played(host, sample, variables)
            found[sample["id"]] = differences(sample, answer)
            if sample["id"] in TAKEN:
                variable, key = TAKEN[sample["id"]]
                variables[variable] = answer.json()[key]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("sample", [sample["id"] for sample in SAMPLES])
def test_the_answer_has_the_recorded_status_and_shape(outcomes: dict[str, list[str]], sample: str) -> None:
    assert outcomes[sample] == []


def test_every_preparation_belongs_to_a_sample() -> None:
    assert {*BEFORE, *TAKEN} <= {sample["id"] for sample in SAMPLES}
