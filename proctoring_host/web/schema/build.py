"""Turns one row of the table into an operation object of OpenAPI."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proctoring_host.web.schema.operation import FORM, HTML, JSON, Answer, Body, Operation, Parameter
from proctoring_host.web.schema.parameters import PATH_PARAMETERS
from proctoring_host.web.schema.shapes import ref

VARIABLES = re.compile(r"{(\w+)}")
SECURITY: list[dict[str, list[str]]] = [{"session": []}, {"jwt": []}]
SECURITY_SCHEMES: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The platform's own sign-in. Requests that change something need its CSRF token as well.",
    },
    "jwt": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`JWT` and a token of the platform, where the platform's REST authentication is installed.",
    },
}
SWITCHED_OFF = "Special exams are switched off on this site."
# Status -> why, and the example's code. Each holds for every operation that needs a sign-in.
FOR_ALL: Mapping[int, tuple[str, str]] = {
    403: ("Nobody is signed in (never 401), or this person may not do it.", "permission_denied"),
    404: (f"{SWITCHED_OFF} As HTML: no address has this form.", "feature_disabled"),
    406: ("No content type that was asked for can be sent.", "not_acceptable"),
    429: ("Too many requests; `Retry-After` says how many seconds to wait.", "throttled"),
}
WITH_BODY: Mapping[int, tuple[str, str]] = {
    400: ("The body cannot be read, or a field has a wrong value.", "invalid"),
    415: ("The body's content type is not known.", "unsupported_media_type"),
}


def operation_object(operation: Operation, path: str) -> dict[str, Any]:
    """The object at `paths[path][method]`."""
    made: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": f"{operation.text}\n\nWho: {operation.who}.".strip(),
        "tags": [operation.tag],
        "x-who": operation.who,
        "parameters": [*_path_parameters(path), *(_parameter(each) for each in operation.query)],
        "security": [] if operation.anonymous else SECURITY,
        "responses": dict(_responses(operation)),
    }
    if operation.body:
        made["requestBody"] = _request_body(operation.body)
    return made


def _path_parameters(path: str) -> Iterator[dict[str, Any]]:
    for name in VARIABLES.findall(path):
        known = PATH_PARAMETERS[name]
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": known.text,
            "schema": known.schema,
            "example": known.example,
        }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    made = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.text,
        "schema": parameter.schema,
    }
    return made | ({"example": parameter.example} if parameter.example is not None else {})


def _request_body(body: Body) -> dict[str, Any]:
    content: dict[str, Any] = {JSON: {"schema": body.schema, "example": body.example}}
    if body.forms:
        content[FORM] = {"schema": body.schema, "example": body.example}
    return {"required": body.required, "content": content}


def _responses(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    problems = _problems(operation)
    for status in sorted({*operation.answers, *problems}):
        if status in operation.answers:
            yield str(status), _answer(operation.answers[status])
        else:
            yield str(status), _problem(operation, status, *problems[status])


def _problems(operation: Operation) -> dict[int, tuple[str, str]]:
    common: dict[int, tuple[str, str]] = {}
    if not operation.anonymous:
        common |= {**FOR_ALL, **(WITH_BODY if operation.body else {})}
    return common | dict(operation.problems)


def _answer(answer: Answer) -> dict[str, Any]:
    made: dict[str, Any] = {"description": answer.text}
    if answer.contents:
        made["content"] = {
            kind: {"schema": schema, **({"example": answer.example} if kind == JSON else {})}
            for kind, schema in answer.contents.items()
        }
    if answer.headers:
        made["headers"] = {
            name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
            for name, text in answer.headers.items()
        }
    return made


def _problem(operation: Operation, status: int, text: str, code: str) -> dict[str, Any]:
    example: dict[str, Any] = {"detail": text.partition(" As HTML")[0], "code": code}
    content: dict[str, Any] = {JSON: {"schema": ref("Problem"), "example": example}}
    if status == 404 and not operation.anonymous:
        content[HTML] = {"schema": {"type": "string"}}
    made: dict[str, Any] = {"description": text, "content": content}
    if status == 429:
        made["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}
    return made
