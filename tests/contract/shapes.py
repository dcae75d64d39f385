"""Compares an answer with a recorded one by shape: the keys of objects, the lengths of lists, the types of values."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

# What we say beyond the reference, and only when something was refused.
ADDITIONS = frozenset({"code", "field"})
REFUSED = 400


def type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    name = names[type(value)]
    return "datetime" if name == "string" and _is_moment(value) else name


def _is_moment(text: str) -> bool:
    if len(text) < len("2026-01-01T00:00"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def fits(found: Any, wanted: str) -> bool:
    """`wanted` is a type, or several with | between them."""
    name = type_of(found)
    also = {"integer": "number", "datetime": "string"}.get(name)
    return any(each in ("any", name, also) for each in wanted.split("|"))


class Comparison:
    """`rules` says what may stand at a path (`$`, `a.b`, `a[].b`) or under a key, instead of what was recorded."""

    def __init__(self, rules: Mapping[str, str], status: int) -> None:
        self.rules = rules
        self.additions = ADDITIONS if status >= REFUSED else frozenset()

    def differences(self, found: Any, recorded: Any, path: str = "") -> Iterator[str]:
        rule = self._rule(path)
        if rule not in ("", "any_length", "optional"):
            if not fits(found, rule):
                yield f"{path or '$'}: {type_of(found)} is not {rule}"
        elif isinstance(recorded, dict) and isinstance(found, dict):
            yield from self._objects(found, recorded, path)
        elif isinstance(recorded, list) and isinstance(found, list):
            yield from self._lists(found, recorded, path, any_length=rule == "any_length")
        elif not fits(found, type_of(recorded)):
            yield f"{path or '$'}: {type_of(found)} instead of {type_of(recorded)}"

    def _rule(self, path: str) -> str:
        return self.rules.get(path or "$", self.rules.get(path.rpartition(".")[2], ""))

    def _objects(self, found: dict[str, Any], recorded: dict[str, Any], path: str) -> Iterator[str]:
        for key in sorted(set(found) | set(recorded)):
            inner = f"{path}.{key}" if path else key
            if key in found and key in recorded:
                yield from self.differences(found[key], recorded[key], inner)
            elif key in recorded and self._rule(inner) != "optional":
                yield f"{inner} is missing"
            elif key in found and not (path == "" and key in self.additions) and self._rule(inner) != "optional":
                yield f"{inner} was not recorded"

    def _lists(self, found: list[Any], recorded: list[Any], path: str, *, any_length: bool) -> Iterator[str]:
        if len(found) != len(recorded) and not any_length:
            yield f"{path or '$'}: {len(found)} items instead of {len(recorded)}"
        patterns = recorded[:1] * len(found) if any_length else recorded
        for one, pattern in zip(found, patterns, strict=False):
            yield from self.differences(one, pattern, f"{path}[]")
