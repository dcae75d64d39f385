"""Writes the transition table as a page of documentation. `render()` depends on the table alone."""

from collections.abc import Iterable, Mapping

from proctoring_host.domain.guards import Guard
from proctoring_host.domain.rows.vocabulary import EVERY_STATUS, STORED
from proctoring_host.domain.rules import Follows, Rule
from proctoring_host.domain.statuses import (
    COMPLETED,
    IN_PROGRESS,
    INCOMPLETE,
    NEVER_STORED,
    ONBOARDING_ERRORS,
    PRE_STARTED,
    REVIEWED,
    Actor,
    Status,
)
from proctoring_host.domain.transitions import TABLE, Consequence
from proctoring_host.management.attempt_states_diagrams import DIAGRAMS, draw

CLASSES: Mapping[str, frozenset[Status]] = {
    "every status": EVERY_STATUS,
    "every stored status": STORED,
    "completed": COMPLETED,
    "incomplete": INCOMPLETE,
    "onboarding errors": ONBOARDING_ERRORS,
    "pre-started": PRE_STARTED,
    "reviewed": REVIEWED,
    "in progress": IN_PROGRESS,
    "never stored": NEVER_STORED,
}
MEANINGS: Mapping[Consequence, str] = {
    Consequence.SET_START: "The start, the allowed time and the deadline are set.",
    Consequence.SET_COMPLETION: "The completion time is set; with `set_timed_out` it is the deadline, if there is one.",
    Consequence.SET_TIMED_OUT: "It is remembered that the time ran out.",
    Consequence.SAVE_SECONDS: "What is left on the clock is saved for a resumption.",
    Consequence.NOTIFY_STARTED: "The vendor is told of the start.",
    Consequence.NOTIFY_SUBMITTED: "The vendor is told of the end.",
    Consequence.NOTIFY_ERROR: "The vendor is told of the error.",
    Consequence.MAIL: "The learner gets the email of the new status.",
    Consequence.CASCADE_DECLINES: "The learner's other proctored exams of the course are declined.",
    Consequence.CLEAR_ONBOARDING_BLOCKS: "The learner's attempts that wait for an onboarding are cleared away.",
    Consequence.MAKE_RESUMABLE: "Staff may let the learner resume.",
    Consequence.CLEAR_RESUMABLE: "The attempt can no longer be resumed.",
    Consequence.REMOVE_AT_VENDOR: "The vendor is asked to remove the attempt, by the id it gave it.",
    Consequence.CLEAR_PROCTORING: "The attempt counts as taken without proctoring and forgets its vendor's id.",
    Consequence.RELEASE_LIVE_KEY: "The learner may have a new attempt at the exam.",
}
SECTIONS: Mapping[str, frozenset[Actor]] = {
    "Everybody": frozenset(Actor),
    "Learner": frozenset({Actor.LEARNER}),
    "Staff": frozenset({Actor.STAFF}),
    "Vendor": frozenset({Actor.VENDOR}),
    "Clock": frozenset({Actor.CLOCK}),
    "System": frozenset({Actor.SYSTEM}),
}
INTRODUCTION = """\
# The states of an attempt

This page is written by `proctoring attempt-states --write` from the table that the host itself decides by.
`proctoring attempt-states --check` fails when the two differ.

A request names the status it wants. The first row that fits the actor, the status of the attempt, the wanted
status and the conditions answers it; what no row allows is refused. *Stays* means that the answer is yes and nothing
happens. What follows from a change is written in the transaction of the change; what goes outside goes after it.

**Learner** is the learner's own browser, also when a vendor's software opens the launch link in it. **Vendor** is
an authenticated callback. **Clock** is a deadline that passed, noticed by the worker or by whoever reads the attempt
first. **System** is another change of which this one is a consequence. **Staff** are course staff, reviewers and
administrators.
"""


def render() -> str:
    """The whole page."""
    parts = [INTRODUCTION, _classes(), _diagrams(), "## The table\n"]
    parts += [_section(title, actors) for title, actors in SECTIONS.items()]
    parts.append(_consequences())
    return "\n".join(parts)


def _classes() -> str:
    rows = ((name, _code(sorted_by_life(members))) for name, members in CLASSES.items() if members != EVERY_STATUS)
    return "## Words for several statuses\n\n" + _table(("Word", "Statuses"), rows)


def _diagrams() -> str:
    drawn = (f"### {diagram.title}\n\n{diagram.text}\n\n{draw(diagram)}" for diagram in DIAGRAMS)
    return "## Diagrams\n\nStaff are left out: they reach nearly everything.\n\n" + "\n".join(drawn)


def _section(title: str, actors: frozenset[Actor]) -> str:
    rows = (_row(rule) for rule in TABLE if rule.actors == actors)
    return f"### {title}\n\n" + _table(("Rule", "From", "Wanted", "Only when", "Becomes", "Follows", "Why"), rows)


def _row(rule: Rule) -> tuple[str, ...]:
    wanted = "the same" if rule.same else _names(rule.targets)
    # A row for repetitions is about the statuses it may be repeated for, whatever their number.
    sources = _names(rule.sources & rule.targets if rule.same else rule.sources)
    follows = "<br>".join(map(_follows, rule.consequences))
    return (f"`{rule.id}`", sources, wanted, _when(rule.guards), _becomes(rule), follows, rule.reason)


def _becomes(rule: Rule) -> str:
    if rule.refusal:
        return f"refused: `{rule.refusal}`"
    if rule.stays:
        return "stays"
    return f"`{rule.becomes}`" if rule.becomes else "as wanted"


def _follows(row: Follows) -> str:
    return f"`{row.consequence}`" + (f" when {_when(row.when)}" if row.when else "")


def _when(guards: tuple[Guard, ...]) -> str:
    return " and ".join(guard.text for guard in guards)


def _names(statuses: frozenset[Status]) -> str:
    """The shortest way to say a set: its name, a name and what it lacks, or names and single statuses."""
    lacking = [(name, members - statuses) for name, members in CLASSES.items() if statuses <= members]
    named, rest = min(lacking, key=lambda found: len(found[1]))
    if not rest:
        return named
    covered = _covered(statuses)
    excepted = f"{named} but {_covered(rest)}"
    return excepted if excepted.count(",") + 1 < covered.count(",") else covered


def _covered(statuses: frozenset[Status]) -> str:
    names: list[str] = []
    left = set(statuses)
    for name, members in CLASSES.items():
        if members <= left:
            names.append(name)
            left -= members
    return ", ".join([*names, *(f"`{status}`" for status in sorted_by_life(left))])


def _consequences() -> str:
    rows = ((f"`{consequence}`", MEANINGS[consequence]) for consequence in Consequence)
    return "## What follows\n\n" + _table(("Name", "Meaning"), rows)


def sorted_by_life(statuses: Iterable[Status]) -> list[Status]:
    """In the order in which they are declared, which is the order of an attempt's life."""
    return sorted(statuses, key=list(Status).index)


def _code(statuses: Iterable[Status]) -> str:
    return ", ".join(f"`{status}`" for status in statuses)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
