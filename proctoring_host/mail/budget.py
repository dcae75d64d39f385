"""What the templates of one render may use up: rounds and calls, output, time, and the size of any one value."""

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace

ITEMS = 10_000
"""Rounds of loops, calls and templates of one render together."""
OUTPUT = 1_000_000
"""Characters that one render may write, also what it then throws away."""
SECONDS = 2.0
"""Of the processor, so that a busy machine breaks no template."""
VALUE = 100_000
"""Characters, items, or bits of a number, that any one value may have."""
WORK = 10_000_000
"""Characters that one filter or method may have to make on its way, by what it is given."""
NUMBER = 10_000
"""The biggest number that a filter or a method may be given, such as a width."""
SOURCE = 262_144
"""Bytes of a file."""
TAGS = 3_000
"""Angle brackets of an HTML: those who read it afterwards go down with each element that is not closed."""
LONG_NUMBER = re.compile(r"\d{5}")
WIDTH_GIVEN = re.compile(r"\*|{[^{}]*{")
"""A format whose width is one of the values."""


class Budget:
    """What one render may still use."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._end = clock() + SECONDS
        self._items = ITEMS
        self._output = OUTPUT

    def spend(self, items: int = 0, output: int = 0) -> None:
        self._items -= items
        self._output -= output
        if self._items < 0:
            raise SecurityError(f"The loops and calls of one template have more than {ITEMS} items in total.")
        if self._output < 0:
            raise SecurityError(f"One template writes more than {OUTPUT} characters.")
        if self._clock() > self._end:
            raise SecurityError(f"One template takes more than {SECONDS:g} seconds.")


_current: ContextVar[Budget | None] = ContextVar("proctoring_mail_budget", default=None)


@contextlib.contextmanager
def fresh_budget() -> Iterator[None]:
    """Whatever is rendered within shares one budget."""
    token = _current.set(Budget())
    try:
        yield
    finally:
        _current.reset(token)


def spend(items: int = 0, output: int = 0) -> None:
    """Nothing is counted while a template is compiled."""
    if budget := _current.get():
        budget.spend(items, output)


def produced(value: Any) -> Any:
    """The value, once what it adds to the output is paid for."""
    spend(output=size_of(value))
    return value


def size_of(value: Any) -> int:
    """Characters or items, those of lists within lists included; refused where they are too many."""
    size, left = 0, [value]
    while left:
        one = left.pop()
        if isinstance(one, str | bytes):
            size += len(one)
        elif isinstance(one, list | tuple | set | frozenset):
            size += len(one)
            left += one
        elif isinstance(one, Mapping):
            size += len(one)
            left += [*one.keys(), *one.values()]
        elif isinstance(one, Namespace):
            size += 10
            left += list(object.__getattribute__(one, "_Namespace__attrs").values())
        elif isinstance(one, int):
            size += one.bit_length() // 8
        if size > VALUE or len(left) > VALUE:
            raise SecurityError(f"A value is bigger than {VALUE} characters or items.")
    return size


def bounded(value: Any) -> Any:
    """The value, once it is known not to be too big."""
    size_of(value)
    return value


def check_markup(html: str) -> None:
    """Refuse an HTML that would take the reader's stack, which ends the process and not only the template."""
    if html.count("<") > TAGS:
        raise SecurityError(f"The HTML has more than {TAGS} tags.")


def bounded_range(*args: int) -> range:
    items = range(*args)
    if len(items) > ITEMS:
        raise SecurityError(f"A range has more than {ITEMS} items in total.")
    return items


def check_work(subject: Any, args: Iterable[Any], *, numbers: bool = True) -> None:
    """Refuse a filter or a method whose work would be too much for what it is given, before it begins.

    Without `numbers` a number is a value to be shown, however big.
    """
    most = 1
    for argument in args:
        if isinstance(argument, int):
            most = max(most, _checked_number(argument) if numbers else 1)
        elif not isinstance(argument, Undefined):
            most = max(most, size_of(argument))
    if size_of(subject) * most > WORK:
        raise SecurityError("A filter or a method would have too much to do.")


def _checked_number(number: int) -> int:
    if abs(number) > NUMBER:
        raise SecurityError(f"A number bigger than {NUMBER} is given to a filter or a method.")
    return abs(number)


def check_format(text: Any, values: Any) -> None:
    """Refuse a width or a precision of five digits, written or given."""
    if not isinstance(text, str):
        return
    if LONG_NUMBER.search(text):
        raise SecurityError("A format asks for a number of five digits.")
    if WIDTH_GIVEN.search(text):
        for value in values if isinstance(values, tuple | list) else [values]:
            if isinstance(value, int):
                _checked_number(value)


def check_operation(operator: str, left: Any, right: Any) -> None:
    """Refuse `*`, `**`, `+` and `%` whose result would be too big, before it is made."""
    sides = left, right
    if any(isinstance(side, Undefined) for side in sides):
        return
    if all(isinstance(side, int) for side in sides):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        _allow(operator, bits)
    elif operator == "+":
        _allow(operator, size_of(left) + size_of(right))
    elif operator == "%":
        check_format(left, right)
    else:
        _check_repetition(operator, sides)


def _check_repetition(operator: str, sides: tuple[Any, Any]) -> None:
    for repeated, times in (sides, sides[::-1]):
        if isinstance(times, int) and hasattr(repeated, "__len__"):
            _allow(operator, max(1, size_of(repeated)) * times)


def _allow(operator: str, size: int) -> None:
    if size > VALUE:
        raise SecurityError(f"The result of {operator} is bigger than {VALUE} items.")
