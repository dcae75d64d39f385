"""The description of the API says what there is, no more and no less, and its examples are true."""

import json
import re

import pytest
import yaml
from django.test import Client, override_settings
from django.urls import include
from django.urls import path as url_path
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from proctoring_host.web.schema.addresses import addresses
from proctoring_host.web.schema.components import COMPONENTS, needed_by
from proctoring_host.web.schema.document import document
from proctoring_host.web.schema.operations import ALL, OPERATIONS
from proctoring_host.web.schema.shapes import names_in

SCHEMA, DOCS = "/api/edx_proctoring/v1/schema/", "/api/edx_proctoring/v1/schema/docs/"
DESCRIBED = [
    pytest.param(operation, id=operation["operationId"])
    for methods in document()["paths"].values()
    for operation in methods.values()
]
# Views that are no REST views answer any of these, or take anything.
PLAIN = {"launch": {"GET", "POST"}, "schema-docs": {"GET"}}


def _methods(address) -> set[str]:
    if address.is_plain:
        return PLAIN.get(address.name, {"POST"})
    return set(address.view.cls().allowed_methods) - {"OPTIONS", "HEAD"}


def _problems(schema: dict, example: object) -> list[str]:
    whole = {**schema, "components": document()["components"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(example)]


def test_the_document_is_valid_openapi_and_made_without_a_warning() -> None:
    document.cache_clear()

    made = document()

    assert not GENERATOR_STATS, "see the warnings of drf-spectacular above"
    assert made["openapi"].startswith("3.1")
    validate_schema(made)


def test_every_address_has_an_operation_for_each_of_its_methods_and_no_operation_lacks_an_address() -> None:
    answered = {(address.name, method) for address in addresses() for method in _methods(address)}

    assert answered == set(OPERATIONS)
    assert len(ALL) == len(OPERATIONS), "an operation stands in the table twice"


def test_every_operation_is_in_the_document_once() -> None:
    ids = [param.values[0]["operationId"] for param in DESCRIBED]

    assert sorted(ids) == sorted(operation.id for operation in ALL)


def test_every_component_is_described_and_used() -> None:
    used = names_in(document()["paths"]) | set(needed_by(document()["paths"]))

    assert used == set(COMPONENTS)
    assert all(schema.get("description") or schema["type"] == "array" for schema in COMPONENTS.values())
    for name, schema in COMPONENTS.items():
        Draft202012Validator.check_schema(schema), name


@pytest.mark.parametrize("operation", DESCRIBED)
def test_an_operation_tells_all_that_a_client_has_to_know(operation) -> None:
    assert operation["summary"]
    assert operation["x-who"]
    assert any(int(status) < 400 for status in operation["responses"])
    for status, response in operation["responses"].items():
        assert response["description"].endswith("."), status
        for content_type, content in response.get("content", {}).items():
            assert "schema" in content
            assert "example" in content or not content_type.endswith("/json")
    for parameter in operation["parameters"]:
        assert parameter["description"]
        assert "example" in parameter


@pytest.mark.parametrize("operation", DESCRIBED)
def test_its_examples_fit_their_schemas(operation) -> None:
    contents = [
        content
        for part in (*operation["responses"].values(), operation.get("requestBody", {}))
        for content in part.get("content", {}).values()
    ]
    pairs = [(each["schema"], each["example"]) for each in [*contents, *operation["parameters"]] if "example" in each]

    found = [problem for schema, example in pairs for problem in _problems(schema, example)]

    assert pairs or operation["operationId"] == "schema_docs_get"
    assert found == []


@pytest.mark.parametrize("operation", DESCRIBED)
def test_a_refusal_is_a_problem_with_a_code(operation) -> None:
    refused = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    examples = {
        status: answer["content"]["application/json"]["example"]
        for status, answer in refused.items()
        if "application/json" in answer.get("content", {})
    }

    bare = {status for status, example in examples.items() if not isinstance(example, dict) or "code" not in example}

    # What clients of the reference know: bare text, no body, or the vendors one by one.
    assert bare <= {"403", "404", "500"}
    for status in set(examples) - bare:
        assert re.fullmatch(r"[a-z_]+", examples[status]["code"]), status


@pytest.mark.parametrize(
    ("request_", "content_type", "read"),
    [
        ({"query_params": {"format": "json"}}, "application/vnd.oai.openapi+json", json.loads),
        ({"query_params": {"format": "yaml"}}, "application/vnd.oai.openapi", yaml.safe_load),
        ({"headers": {"Accept": "application/json"}}, "application/json", json.loads),
        ({"headers": {"Accept": "application/yaml"}}, "application/yaml", yaml.safe_load),
        ({}, "application/vnd.oai.openapi+json", json.loads),
    ],
)
def test_anybody_may_read_it_as_json_or_yaml(request_, content_type, read) -> None:
    response = Client().get(SCHEMA, **request_)

    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == content_type
    assert read(response.content)["paths"] == json.loads(json.dumps(document()["paths"]))


def test_the_page_shows_every_operation_without_a_script_and_without_another_host() -> None:
    response = Client().get(DOCS)

    html = response.content.decode()
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    for operation in ALL:
        assert f'id="{operation.id.replace("_", "-")}"' in html


class BelowAPrefix:
    urlpatterns = [url_path("exams-host/", include("proctoring_host.web.urls"))]


@override_settings(ROOT_URLCONF=BelowAPrefix)
def test_a_site_that_mounts_the_api_below_a_path_is_told_so_as_its_server() -> None:
    described = Client().get(f"/exams-host{SCHEMA}").json()

    assert described["servers"] == [{"url": "/exams-host"}]
    assert SCHEMA in described["paths"]


def test_a_site_finds_our_operations_in_its_own_document() -> None:
    made = SchemaGenerator(urlconf=BelowAPrefix).get_schema(request=None, public=True)

    attempt = made["paths"]["/exams-host/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}"]
    assert attempt["get"]["summary"] == OPERATIONS["attempt", "GET"].summary
    assert "PolledAttempt" in made["components"]["schemas"]
