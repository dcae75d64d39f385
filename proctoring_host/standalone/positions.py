"""Where in a JSON text each key stands, so that a wrong setting can be reported with its line and column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json import loads

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Both count from one, as editors do."""

    line: int
    column: int


@dataclass(slots=True)
class Positions:
    """The first place of each key by its path from the top; `repeated` are keys that stand twice in one object."""

    keys: dict[KeyPath, Position] = field(default_factory=dict)
    repeated: list[KeyPath] = field(default_factory=list)

    def nearest(self, path: KeyPath) -> Position | None:
        """The position of the key, or of the nearest key around it that is written down."""
        for length in range(len(path), 0, -1):
            if position := self.keys.get(path[:length]):
                return position
        return None


def position_at(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def positions_of(text: str) -> Positions:
    """The text has to be valid JSON."""
    found = Positions()
    _value(TOKEN.finditer(text), text, (), found)
    return found


def _value(tokens: Iterator[re.Match[str]], text: str, path: KeyPath, found: Positions) -> str:
    """Takes one value off the tokens and returns its first one."""
    first = next(tokens).group()
    if first == "{":
        _object(tokens, text, path, found)
    elif first == "[":
        _list(tokens, text, path, found)
    return first


def _object(tokens: Iterator[re.Match[str]], text: str, path: KeyPath, found: Positions) -> None:
    for token in tokens:
        if token.group() == "}":
            return
        if token.group() == ",":
            continue
        key = (*path, str(loads(token.group(), strict=False)))
        if key in found.keys:
            found.repeated.append(key)
        else:
            found.keys[key] = position_at(text, token.start())
        next(tokens)  # the colon
        _value(tokens, text, key, found)


def _list(tokens: Iterator[re.Match[str]], text: str, path: KeyPath, found: Positions) -> None:
    """Items are numbered; an object of a list has paths like `("ADMINS", "0", ...)`."""
    index = 0
    while _value_or_end(tokens, text, (*path, str(index)), found):
        index += 1


def _value_or_end(tokens: Iterator[re.Match[str]], text: str, path: KeyPath, found: Positions) -> bool:
    """False once the list is closed, behind its last value or, when it is empty, at once."""
    if _value(tokens, text, path, found) == "]":
        return False
    return next(tokens).group() == ","
