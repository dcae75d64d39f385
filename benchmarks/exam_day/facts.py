"""What the audit compares: three records of one day, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.exam_day.learner import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`attempts` and `effects` as `collect` tells them, `vendor` as the vendor does, `mails` the Message-IDs.

    `kills` are all processes that ended in the middle of something: they explain a little, and no more than they were.
    """

    learners: Sequence[Record]
    attempts: Sequence[Mapping[str, Any]]
    effects: Sequence[Mapping[str, Any]]
    vendor: Sequence[Mapping[str, Any]]
    mails: Sequence[str]
    server_errors: int = 0
    kills: int = 0
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. `about` names an attempt, a learner or a mail."""

    kind: str
    about: str
    text: str


@dataclass(slots=True)
class Audit:
    """`notes` count what was out of the ordinary and is explained."""

    findings: list[Finding] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def find(self, kind: str, about: object, text: str) -> None:
        self.findings.append(Finding(kind, str(about), text))

    def note(self, what: str, number: int = 1) -> None:
        self.notes[what] = self.notes.get(what, 0) + number
