"""What became of the rows of one table, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from proctoring_host.importing.reasons import ORPHANS, UNACCOUNTED, Conflict, Note, Skip, Verdict

SHOWN = 5
"""So many old ids are told for each reason."""


@dataclass(slots=True)
class Count:
    """`source` is what the database counts, `read` what came by. `met` were here before and were left alone."""

    name: str
    source: int = 0
    read: int = 0
    new: int = 0
    unchanged: int = 0
    changed: int = 0
    met: int = 0
    removed: int = 0
    skipped: Counter[Skip] = field(default_factory=Counter)
    conflicts: Counter[Conflict] = field(default_factory=Counter)
    notes: Counter[Note] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    samples: dict[str, list[int]] = field(default_factory=dict)

    @property
    def orphans(self) -> int:
        return sum(number for reason, number in self.skipped.items() if reason in ORPHANS)

    @property
    def unaccounted(self) -> int:
        """Rows of the source of which nothing can be told. More can come by than are there when somebody deletes."""
        told = self.new + self.unchanged + self.changed + self.met + self.skipped.total()
        told += sum(n for reason, n in self.conflicts.items() if reason is not Conflict.GONE_THERE)
        told += sum(n for verdict, n in self.verdicts.items() if verdict is not Verdict.GONE_THERE)
        return max(0, self.source - self.read) + abs(self.read - told)

    @property
    def is_settled(self) -> bool:
        """Nothing that somebody has to look at, or that another run would change."""
        open_ones = sum(number for verdict, number in self.verdicts.items() if verdict in UNACCOUNTED)
        return not (self.unaccounted or self.conflicts.total() or open_ones)

    def skip(self, reason: Skip, old_id: int) -> None:
        self.skipped[reason] += 1
        self.show(reason, old_id)

    def conflict(self, reason: Conflict, old_id: int) -> None:
        self.conflicts[reason] += 1
        self.show(reason, old_id)

    def judge(self, verdict: Verdict, old_id: int) -> None:
        self.verdicts[verdict] += 1
        if verdict is not Verdict.SAME:
            self.show(verdict, old_id)

    def note(self, notes: Iterable[Note], old_id: int) -> None:
        for note in notes:
            self.notes[note] += 1
            self.show(note, old_id)

    def show(self, reason: StrEnum, old_id: int) -> None:
        shown = self.samples.setdefault(str(reason), [])
        if len(shown) < SHOWN:
            shown.append(old_id)
