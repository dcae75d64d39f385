"""Which templates were tried for a mail, which one won, and why the others did not."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from proctoring_host.mail.compose import Letter, Part, compose
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.language import Language
from proctoring_host.mail.names import Variant
from proctoring_host.mail.places import PlaceKind, places
from proctoring_host.mail.resolve import Candidate, looked_for


class Outcome(StrEnum):
    """What became of a candidate."""

    SENT = "sent"
    DERIVED = "derived"
    BROKEN = "broken"
    LATER = "later"
    MISSING = "missing"


WHY = {
    Outcome.SENT: "the first one that can be rendered",
    Outcome.DERIVED: "the text is made from this HTML, because no text template stands as near as it",
    Outcome.LATER: "one that is more specific, or stands in an earlier place, is sent",
    Outcome.MISSING: "there is no such file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One path in one place. `file` is where it was looked for, None where the path leads out of the folder."""

    path: str
    place: PlaceKind
    owner: str
    file: Path | None
    variant: Variant
    language: Language
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The mail as it would be sent, and of each of its parts every candidate in the order of the search."""

    letter: Letter
    parts: dict[str, tuple[Row, ...]]


def explain(facts: MailFacts) -> Explanation:
    """Write the mail and tell how it came about; raises `MailFailed` as `compose` does."""
    letter = compose(facts)
    found = places(facts.backend)
    return Explanation(
        letter=letter,
        parts={name: tuple(_rows(looked_for(facts.query(name), found), letter.parts[name])) for name in letter.parts},
    )


def _rows(tried: Iterator[Candidate], part: Part) -> Iterator[Row]:
    """A text that was made from the HTML begins with the template of that."""
    for candidate in (part.winner, *tried) if part.derived else tried:
        outcome = _outcome(candidate, part)
        yield Row(
            path=candidate.name,
            place=candidate.place.kind,
            owner=candidate.place.owner,
            file=candidate.place.path(candidate.name),
            variant=candidate.variant,
            language=candidate.language,
            outcome=outcome,
            why=part.broken[candidate] if outcome is Outcome.BROKEN else WHY[outcome],
        )


def _outcome(candidate: Candidate, part: Part) -> Outcome:
    if candidate == part.winner:
        return Outcome.DERIVED if part.derived else Outcome.SENT
    if candidate in part.broken:
        return Outcome.BROKEN
    return Outcome.LATER if candidate.file else Outcome.MISSING
