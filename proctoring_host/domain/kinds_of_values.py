"""Kinds of values in a settings file, in words of who writes one rather than of Python."""

from collections.abc import Mapping

WANTED: Mapping[object, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a dictionary",
    list: "a list",
    type(None): "nothing",
}
_FOUND: Mapping[type, str] = {str: "text", bool: "true or false", int: "a number", float: "a number"}


def kind_wanted(kinds: type | tuple[type, ...]) -> str:
    """Any number where a whole one will do as well."""
    each = kinds if isinstance(kinds, tuple) else (kinds,)
    named = [kind for kind in each if not (kind is int and float in each)]
    return " or ".join(WANTED.get(kind, kind.__name__) for kind in named)


def kind_of(value: object) -> str:
    """Never the value itself."""
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "a dictionary"
    return "nothing" if value is None else _FOUND.get(type(value), type(value).__name__)
