"""Writes docs/schemas.json: a JSON Schema for every value that crosses the border between host and plugins.

`python -m tools.schemas --write`; without `--write` it prints the document.
"""

import base64
import dataclasses
import inspect
import json
import sys
import types
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from proctoring_host import BackendOptions, data

PAGE = Path(__file__).resolve().parent.parent / "docs" / "schemas.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DESCRIPTION = (
    "The values of proctoring_host.data as JSON, written by `make docs` from the code. Moments are ISO 8601 with a "
    "zone, bytes base64. A field without a default is required; a later version adds fields with defaults only."
)
_SIMPLE: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bytes: {"type": "string", "contentEncoding": "base64"},
    datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
    Any: {},
}


def render() -> str:
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """`$defs` holds each class under its own name."""
    return {
        "$schema": DIALECT,
        "title": "proctoring_host.data",
        "description": DESCRIPTION,
        "$defs": {cls.__name__: schema_of(cls) for cls in border_classes()},
    }


def border_classes() -> tuple[type, ...]:
    """Dataclasses and words that hooks take and give, sorted by name, and the options of every backend."""
    found = [getattr(data, name) for name in data.__all__]
    classes = [cls for cls in (*found, BackendOptions) if inspect.isclass(cls)]
    return tuple(sorted(classes, key=lambda cls: cls.__name__))


def schema_of(cls: type) -> dict[str, Any]:
    """Of one class, with references to the others."""
    described = {"description": _description(cls)} if vars(cls).get("__doc__") else {}
    if issubclass(cls, Enum):
        return {**described, "enum": [member.value for member in cls]}
    hints = get_type_hints(cls)
    fields = dataclasses.fields(cls)  # type: ignore[arg-type]
    return {
        **described,
        "type": "object",
        "properties": {_key(field): of_type(hints[field.name]) for field in fields},
        "required": [_key(field) for field in fields if _is_required(field)],
        "additionalProperties": False,
    }


def of_type(hint: Any) -> dict[str, Any]:
    """The schema of an annotation."""
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [of_type(part) for part in arguments]}
    if origin is tuple:
        return {"type": "array", "items": of_type(arguments[0])}
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": of_type(arguments[1])}
    if hint in border_classes():
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"There is no schema for {hint!r}: teach tools/schemas.py about it.")


def as_json(value: Any) -> Any:
    """A value of the border as the document describes it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {_key(field): as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _description(cls: type) -> str:
    return " ".join((inspect.getdoc(cls) or "").split())


def _key(field: dataclasses.Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(render(), "utf-8")
    else:
        sys.stdout.write(render())
