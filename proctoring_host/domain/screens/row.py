"""A row of the table of screens."""

from collections.abc import Callable
from dataclasses import dataclass

from proctoring_host.domain.screens.facts import ScreenFacts
from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.statuses import ExamKind, Status

Condition = Callable[[ScreenFacts], bool]
ANY = frozenset({*ExamKind, None})
WITH_BACKEND = frozenset({ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`text` says when it fits, for the documentation. `declines` makes a declined attempt before content is shown."""

    kinds: frozenset[ExamKind | None]
    text: str
    screen: ScreenId
    applies: Condition
    declines: bool = False

    def fits(self, facts: ScreenFacts) -> bool:
        return facts.kind in self.kinds and self.applies(facts)

    @property
    def name(self) -> str:
        """Like "timed: submitted"; no two rows share one."""
        if None in self.kinds:
            return f"any: {self.text}"
        if self.kinds == WITH_BACKEND:
            return f"with a backend: {self.text}"
        return f"{', '.join(kind for kind in ExamKind if kind in self.kinds)}: {self.text}"


def has(*statuses: Status) -> Condition:
    wanted = frozenset(statuses)
    return lambda facts: facts.status in wanted
