"""The description of the API, read more strictly than clients have to: a field that is not described is wrong."""

import copy
import re
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Json = dict[str, Any]


def strict(document: Json) -> Json:
    """A copy in which objects have no other fields than those described, unless it says that they may."""
    made = copy.deepcopy(document)
    _tighten(made["components"]["schemas"])
    return made


def _tighten(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") in ("object", ["object", "null"]) and "properties" in node:
            node.setdefault("additionalProperties", False)
        for value in node.values():
            _tighten(value)
    elif isinstance(node, list):
        for value in node:
            _tighten(value)


def operation_for(document: Json, method: str, path: str) -> Json | None:
    """The operation at a real path: of several that fit, the one with most fixed text."""
    found = [
        (len(re.sub(r"{\w+}", "", template)), operations[method.lower()])
        for template, operations in document["paths"].items()
        if method.lower() in operations and re.fullmatch(_pattern(template), path)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _pattern(template: str) -> str:
    parts = re.split(r"({\w+})", template)
    known = {"{course_id}": "[^/]+(?:/[^/]+/[^/]+)?", "{content_id}": ".+", "{search_by}": ".+"}
    return "".join(known.get(part, "[^/]+") if part.startswith("{") else re.escape(part) for part in parts)


def problems(document: Json, schema: Json, value: Any) -> list[str]:
    """What is wrong with a value, sentence by sentence."""
    whole = {**schema, "components": document["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
