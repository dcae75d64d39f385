"""From a value in a settings file to the type a backend's option is annotated with."""

import types
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal, Union, get_args, get_origin

from proctoring_host.domain.kinds_of_values import WANTED, kind_of


class Unfit(Exception):
    """The value does not have the type; the message says which type was wanted, and never holds the value."""

    def __init__(self, wanted: str, found: object, where: str = "") -> None:
        super().__init__(f"must be {wanted}, not {kind_of(found)}")
        self.where = where


def convert(value: object, hint: Any) -> Any:
    """`value` as the annotation `hint` wants it: lists become tuples, whole numbers floats; nothing else is bent."""
    for fits, converter in _CONVERTERS:
        if fits(hint):
            return converter(value, hint)
    if isinstance(hint, type) and isinstance(value, hint):
        return value
    raise Unfit(describe_type(hint), value)


def describe_type(hint: Any) -> str:
    """An annotation in words an operator understands."""
    if hint in WANTED:
        return WANTED[hint]
    if _is_union(hint):
        return " or ".join(describe_type(part) for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(str(word) for word in get_args(hint))
    if _is_enum(hint):
        return "one of " + ", ".join(str(member.value) for member in hint)
    if get_origin(hint) is tuple:
        return _describe_list(get_args(hint))
    return "a dictionary" if _is_mapping(hint) else getattr(hint, "__name__", str(hint))


def _describe_list(parts: tuple[Any, ...]) -> str:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return f"a list, each entry {describe_type(parts[0])}"
    return f"a list of {len(parts)}: " + ", ".join(describe_type(part) for part in parts)


def _scalar(value: object, hint: Any) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # bool is an int to Python, but `true` is no port number to an operator
    if isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    raise Unfit(WANTED[hint], value)


def _union(value: object, hint: Any) -> Any:
    for part in sorted(get_args(hint), key=lambda part: not _is_exactly(value, part)):
        try:
            return convert(value, part)
        except Unfit:
            continue
    raise Unfit(describe_type(hint), value)


def _is_exactly(value: object, hint: Any) -> bool:
    """So that 5 stays a whole number for `float | int`."""
    return type(value) is hint


def _tuple(value: object, hint: Any) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise Unfit(describe_type(hint), value)
    arguments = get_args(hint)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        arguments = (arguments[0],) * len(value)
    if len(arguments) != len(value):
        raise Unfit(describe_type(hint), value)
    return tuple(_inner(entry, part, f"[{n}]") for n, (entry, part) in enumerate(zip(value, arguments, strict=True)))


def _mapping(value: object, hint: Any) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise Unfit(describe_type(hint), value)
    of_key, of_value = get_args(hint) or (Any, Any)
    return MappingProxyType(
        {convert(key, of_key): _inner(inner, of_value, f'["{key}"]') for key, inner in value.items()}
    )


def _inner(value: object, hint: Any, where: str) -> Any:
    try:
        return convert(value, hint)
    except Unfit as unfit:
        unfit.where = where + unfit.where
        raise


def _choice(value: object, hint: Any) -> Any:
    if value in get_args(hint):
        return value
    raise Unfit(describe_type(hint), value)


def _enum(value: object, hint: Any) -> Any:
    try:
        return hint(value)
    except ValueError:
        raise Unfit(describe_type(hint), value) from None


def _nothing(value: object, hint: Any) -> None:
    if value is not None:
        raise Unfit(describe_type(hint), value)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint) or hint
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


_CONVERTERS: tuple[tuple[Callable[[Any], bool], Callable[[object, Any], Any]], ...] = (
    (lambda hint: hint is Any, lambda value, hint: value),
    (lambda hint: hint in (str, bool, int, float), _scalar),
    (lambda hint: hint is type(None), _nothing),
    (_is_union, _union),
    (lambda hint: get_origin(hint) is tuple, _tuple),
    (_is_mapping, _mapping),
    (lambda hint: get_origin(hint) is Literal, _choice),
    (_is_enum, _enum),
)
