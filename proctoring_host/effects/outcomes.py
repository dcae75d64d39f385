"""What a handler is given, and what it may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proctoring_host.models import Effect


def nothing() -> None:
    """Nothing remains to be written."""


class LeaseLost(Exception):
    """Somebody else has the effect by now, so nothing may leave from here any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One try of one effect, outside any transaction.

    `hand_over` is to be called just before something leaves that can be neither recalled nor repeated; it is
    committed at once, so that whoever takes the effect up after a crash knows. It raises `LeaseLost`, which is to
    be let through, when somebody has taken the effect up already.
    """

    effect: Effect
    now: datetime
    hand_over: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It happened. `apply` runs in the transaction that marks the effect as done: both are kept, or neither."""

    result: Mapping[str, Any] = field(default_factory=dict)
    apply: Callable[[], None] = nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It did not happen, and may yet. `after_seconds` is a wish from outside, on top of the back-off.

    Not `counted` is what was not even tried; then the wish alone says when.
    """

    reason: str
    after_seconds: float | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Trying again without a person's help would be of no use."""

    reason: str
    result: Mapping[str, Any] = field(default_factory=dict)


Outcome = Done | Later | Refused
Handler = Callable[[Call], Outcome]
