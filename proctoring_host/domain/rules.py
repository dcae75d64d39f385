"""The form of the transition table: rows, what follows from them, and the two possible answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from proctoring_host.domain.facts import AttemptFacts, Consequence
from proctoring_host.domain.guards import Guard
from proctoring_host.domain.statuses import Actor, Status

NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Follows:
    """A consequence that holds when all its guards do, judged by the attempt as it was before the change."""

    consequence: Consequence
    when: tuple[Guard, ...] = ()

    def holds(self, facts: AttemptFacts) -> bool:
        return all(guard.holds(facts) for guard in self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row. The first one that fits a request answers it.

    A row leads to the status that was asked for, or to `becomes` instead; with `stays` nothing happens, with
    `refusal` (a code) the answer is no. `same` restricts the row to requests for the status the attempt has.
    `reason` is one sentence, which is also what a refused person reads.
    """

    id: str
    actors: frozenset[Actor]
    sources: frozenset[Status]
    targets: frozenset[Status]
    reason: str
    guards: tuple[Guard, ...] = ()
    same: bool = False
    becomes: Status | None = None
    stays: bool = False
    refusal: str = ""
    consequences: tuple[Follows, ...] = ()

    def fits(self, facts: AttemptFacts, to: Status, actor: Actor) -> bool:
        return (
            actor in self.actors
            and facts.status in self.sources
            and to in self.targets
            and (to is facts.status or not self.same)
            and all(guard.holds(facts) for guard in self.guards)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Yes. `to` is where the attempt stands afterwards, which need not be what was asked for.

    With `changed` false it stands there already: nothing is written and nothing follows.
    """

    to: Status
    changed: bool
    consequences: frozenset[Consequence]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No. `code` is for programs; `message` is a msgid with the named placeholders of `values`."""

    code: str
    message: str
    values: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    rule: str = ""

    @property
    def text(self) -> str:
        """The message in English."""
        return self.message % self.values
