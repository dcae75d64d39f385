"""Draws the transition table for Mermaid.

Statuses that a diagram's rows never tell apart share a box, so each diagram is complete and yet small.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proctoring_host.domain.rows.vocabulary import VERDICTS
from proctoring_host.domain.rules import Rule
from proctoring_host.domain.statuses import ONBOARDING_ERRORS, Actor, Status
from proctoring_host.domain.transitions import TABLE

Box = tuple[Status, ...]
ASIDE = ONBOARDING_ERRORS | {Status.ERROR, Status.DECLINED, Status.ONBOARDING_RESET}


def is_drawn(rule: Rule) -> bool:
    """Rows that change something, without those of staff."""
    return not (rule.refusal or rule.stays or rule.same or Actor.STAFF in rule.actors)


def _is_review(rule: Rule) -> bool:
    return Actor.VENDOR in rule.actors and rule.targets <= VERDICTS


def _is_aside(rule: Rule) -> bool:
    return rule.targets <= ASIDE and not _is_review(rule)


def _reaches(rule: Rule) -> frozenset[Status]:
    return frozenset({rule.becomes}) if rule.becomes else rule.targets


@dataclass(frozen=True, slots=True)
class Diagram:
    title: str
    text: str
    rules: tuple[Rule, ...]


def _chosen(reviews: bool, aside: bool) -> tuple[Rule, ...]:
    return tuple(rule for rule in TABLE if is_drawn(rule) and _is_review(rule) == reviews and _is_aside(rule) == aside)


DIAGRAMS = (
    Diagram(
        "From set-up to submission",
        "A start without `ready_to_start` before it is that of an exam that is only timed.",
        _chosen(reviews=False, aside=False),
    ),
    Diagram(
        "Reviews",
        "A verdict may come early, late or twice. A pass for what was never submitted becomes `error`.",
        _chosen(reviews=True, aside=False),
    ),
    Diagram(
        "Aside",
        "Errors, declined proctoring, a vendor that wants an onboarding first, and practices that are repeated.",
        _chosen(reviews=False, aside=True),
    ),
)


def draw(diagram: Diagram) -> str:
    """A fenced Mermaid block."""
    boxes = _boxes(diagram.rules)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{"<br/>".join(box)}" as {_key(box)}' for box in boxes if len(box) > 1]
    if any(Status.CREATED in box and len(box) == 1 for box in boxes):
        lines.append(f"    [*] --> {Status.CREATED}")
    lines += [f"    {edge}" for edge in _edges(diagram.rules, boxes)]
    return "\n".join([*lines, "```", ""])


def _boxes(rules: Iterable[Rule]) -> list[Box]:
    """Statuses together that stand in exactly the same places of all rows; those in none are left out."""
    rows = list(rules)
    boxes: dict[tuple[tuple[bool, bool], ...], list[Status]] = {}
    for status in Status:
        places = tuple((status in rule.sources, status in _reaches(rule)) for rule in rows)
        if any(map(any, places)):
            boxes.setdefault(places, []).append(status)
    return [tuple(box) for box in boxes.values()]


def _edges(rules: tuple[Rule, ...], boxes: list[Box]) -> Iterator[str]:
    for source in boxes:
        for target in boxes:
            actors = {actor for rule in rules if _leads(rule, source, target) for actor in rule.actors}
            if actors:
                yield f"{_key(source)} --> {_key(target)}: {', '.join(who for who in Actor if who in actors)}"


def _leads(rule: Rule, source: Box, target: Box) -> bool:
    to_itself = source == target and len(source) == 1
    return not to_itself and source[0] in rule.sources and target[0] in _reaches(rule)


def _key(box: Box) -> str:
    return box[0] if len(box) == 1 else f"{box[0]}_and_{len(box) - 1}_more"
