"""What a template may use up: the items of its ranges, and the size of what it repeats."""

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any, overload

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

RANGE_ITEMS = 10_000
"""Of all ranges of one render together."""
REPEATED_ITEMS = 100_000
"""Characters, items, or bits of a number, that one `*` or `**` may make."""


class Budget:
    """The items that the ranges of one render may still give."""

    def __init__(self) -> None:
        self.left = RANGE_ITEMS

    def allow(self, items: int) -> None:
        if items > self.left:
            raise SecurityError(f"The ranges of one template have more than {RANGE_ITEMS} items in total.")

    def spend(self) -> None:
        self.allow(1)
        self.left -= 1


_current: ContextVar[Budget | None] = ContextVar("proctoring_mail_budget", default=None)


@contextlib.contextmanager
def fresh_budget() -> Iterator[None]:
    """All ranges that are made within share one budget."""
    token = _current.set(Budget())
    try:
        yield
    finally:
        _current.reset(token)


class CountedRange(Sequence[int]):
    """A range that pays for every item it gives: the same one may be gone through again and again."""

    def __init__(self, items: range, budget: Budget) -> None:
        self._items = items
        self._budget = budget

    def __iter__(self) -> Iterator[int]:
        return self._paid(self._items)

    def __reversed__(self) -> Iterator[int]:
        return self._paid(self._items[::-1])

    def _paid(self, items: range) -> Iterator[int]:
        for item in items:
            self._budget.spend()
            yield item

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, value: object) -> bool:
        return value in self._items

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> "CountedRange": ...

    def __getitem__(self, index: int | slice) -> "int | CountedRange":
        if isinstance(index, slice):
            return CountedRange(self._items[index], self._budget)
        return self._items[index]

    def __repr__(self) -> str:
        return repr(self._items)


def counted_range(*args: int) -> CountedRange:
    """`range` for templates; one that cannot be gone through once is refused at once."""
    items, budget = range(*args), _current.get() or Budget()
    budget.allow(len(items))
    return CountedRange(items, budget)


def check_repetition(operator: str, left: Any, right: Any) -> None:
    """Refuse `*` and `**` whose result would be too big, before it is made."""
    sides = left, right
    if any(isinstance(side, Undefined) for side in sides):
        return
    if all(isinstance(side, int) for side in sides):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        _allow(operator, bits)
        return
    for sized, times in (sides, sides[::-1]):
        if isinstance(times, int) and hasattr(sized, "__len__"):
            _allow(operator, len(sized) * times)


def _allow(operator: str, size: int) -> None:
    if size > REPEATED_ITEMS:
        raise SecurityError(f"The result of {operator} is bigger than {REPEATED_ITEMS} items.")
