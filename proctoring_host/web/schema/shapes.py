"""Short words for JSON Schema, as OpenAPI 3.1 uses it: types may be lists, `null` is a type."""

from typing import Any

Schema = dict[str, Any]


def _typed(kind: str, text: str, more: Schema) -> Schema:
    return {"type": kind, **({"description": text} if text else {}), **more}


def string(text: str = "", **more: Any) -> Schema:
    return _typed("string", text, more)


def integer(text: str = "", **more: Any) -> Schema:
    return _typed("integer", text, more)


def number(text: str = "", **more: Any) -> Schema:
    return _typed("number", text, more)


def boolean(text: str = "", **more: Any) -> Schema:
    return _typed("boolean", text, more)


def moment(text: str = "") -> Schema:
    """A date and time with an offset."""
    return string(text, format="date-time")


def one_of(words: Any, text: str = "") -> Schema:
    return string(text, enum=[str(word) for word in words])


def array(items: Schema, text: str = "", **more: Any) -> Schema:
    return _typed("array", text, {"items": items, **more})


def nothing(text: str = "") -> Schema:
    return _typed("null", text, {})


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    if "type" not in schema:
        return {"anyOf": [schema, nothing()]}
    return {**schema, "type": [schema["type"], "null"]}


def ref(component: str) -> Schema:
    return {"$ref": f"#/components/schemas/{component}"}


def record(text: str, fields: dict[str, Schema], *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object; every field that is not `optional` is always there."""
    required = [name for name in fields if name not in optional]
    return _typed("object", text, {"properties": fields, **({"required": required} if required else {}), **more})


def mapping(values: Schema, text: str = "") -> Schema:
    """An object whose keys are data: names of people, of backends."""
    return _typed("object", text, {"additionalProperties": values})


def empty_object(text: str) -> Schema:
    return _typed("object", text, {"maxProperties": 0})


def flexible_flag(text: str) -> Schema:
    """What clients send for yes and no: JSON's own words, or text, as forms do."""
    return {"description": text, "anyOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]}


def flexible_id(text: str) -> Schema:
    """An id as a number, or as text, as forms send it."""
    return {"description": text, "anyOf": [integer(minimum=0), string(pattern="^[0-9]{1,18}$")]}


def names_in(schema: Any) -> set[str]:
    """The components that a schema refers to, those they refer to not included."""
    if isinstance(schema, dict):
        here = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
        return here.union(*(names_in(value) for value in schema.values()))
    if isinstance(schema, list):
        return set().union(*(names_in(value) for value in schema))
    return set()
