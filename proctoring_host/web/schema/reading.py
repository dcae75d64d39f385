"""The document in the form in which people read it: operation by operation, with everything it refers to at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
SHORT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, parameter or header in words."""

    name: str
    kind: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One status; `kinds` are the types of its body, with the names of components."""

    status: str
    text: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One operation."""

    anchor: str
    tag: str
    method: str
    path: str
    summary: str
    text: str
    who: str
    parameters: tuple[Field, ...]
    body_kind: str
    body_types: tuple[str, ...]
    body_fields: tuple[Field, ...]
    body_example: str
    replies: tuple[Reply, ...]


def sections(document: Json) -> tuple[Section, ...]:
    """In the order of the document."""
    return tuple(
        _section(document, path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )


def component_fields(schema: Json) -> tuple[Field, ...]:
    """The fields of an object, in their order."""
    required = schema.get("required", ())
    return tuple(
        Field(name=name, kind=kind_of(each), text=each.get("description", ""), required=name in required)
        for name, each in schema.get("properties", {}).items()
    )


def kind_of(schema: Json) -> str:
    """The type in a few words: `Exam`, `list of Exam`, `text or null`, `"true" or "false"`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f'"{word}"' for word in schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_one_kind(kind, schema) for kind in types)


def _one_kind(kind: str, schema: Json) -> str:
    if kind == "array":
        return f"list of {kind_of(schema['items'])}"
    if kind == "object":
        values = schema.get("additionalProperties")
        if isinstance(values, dict) and "properties" not in schema:
            return f"object of {kind_of(values)}"
        return "empty object" if schema.get("maxProperties") == 0 else "object"
    if kind == "string" and schema.get("format") == "date-time":
        return "date and time"
    return {"string": "text", "boolean": "true or false", "integer": "whole number"}.get(kind, kind)


def _section(document: Json, path: str, method: str, operation: Json) -> Section:
    body = operation.get("requestBody", {"content": {}})
    schema = next((each["schema"] for each in body["content"].values()), None)
    example = next((each["example"] for each in body["content"].values()), None)
    return Section(
        anchor=operation["operationId"].replace("_", "-"),
        tag=operation["tags"][0],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation["description"].partition("Who: ")[0].strip(),
        who=operation["x-who"],
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        body_kind=kind_of(schema) if schema else "",
        body_types=tuple(body["content"]),
        body_fields=component_fields(_object_in(document, schema)) if schema else (),
        body_example=_printed(example) if schema else "",
        replies=tuple(_replies(operation)),
    )


def _object_in(document: Json, schema: Json) -> Json:
    """The object that a schema is, refers to, or lists."""
    while "$ref" in schema or "items" in schema:
        if "items" in schema:
            schema = schema["items"]
        else:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _parameter(parameter: Json) -> Field:
    return Field(
        name=parameter["name"],
        kind=f"{kind_of(parameter['schema'])}, in the {parameter['in']}",
        text=parameter["description"],
        required=parameter["required"],
    )


def _replies(operation: Json) -> Iterator[Reply]:
    for status, response in operation["responses"].items():
        contents = response.get("content", {})
        json_content: Json = next((each for kind, each in contents.items() if kind.endswith("json")), {})
        kinds = [kind_of(each["schema"]) if kind.endswith("json") else kind for kind, each in contents.items()]
        yield Reply(
            status=status,
            text=response["description"],
            kind=" or ".join(dict.fromkeys(kinds)),
            example=_printed(json_content["example"]) if "example" in json_content else "",
        )


def _printed(value: Any) -> str:
    """What is short stays on one line."""
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= SHORT else json.dumps(value, indent=2, ensure_ascii=False)
