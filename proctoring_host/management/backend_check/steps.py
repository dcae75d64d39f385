"""What a step of the check came to."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from proctoring_host.data import CheckLevel, CheckMessage


class Outcome(StrEnum):
    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"


_LEVELS = {CheckLevel.INFO: Outcome.OK, CheckLevel.WARNING: Outcome.WARNING, CheckLevel.ERROR: Outcome.ERROR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`text` is a sentence for the vendor's engineer and never holds a secret; `seconds` is how long it took."""

    name: str
    outcome: Outcome
    text: str
    hint: str = ""
    seconds: float | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of_message(name: str, message: CheckMessage) -> Step:
    """A finding of the backend about itself."""
    text = f"{message.id}: {message.text}" if message.id else message.text
    return Step(name=name, outcome=_LEVELS[message.level], text=text, hint=message.hint)


def failed(steps: Iterable[Step]) -> bool:
    return any(step.outcome is Outcome.ERROR for step in steps)
