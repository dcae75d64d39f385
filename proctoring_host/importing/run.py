"""One run of the import, of its rehearsal, or of the comparison."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from proctoring_host.importing import tables
from proctoring_host.importing.batches import take_over
from proctoring_host.importing.counts import Count
from proctoring_host.importing.ending import log_ended
from proctoring_host.importing.leaving import gone, let_go
from proctoring_host.importing.names import Names
from proctoring_host.importing.progress import Progress
from proctoring_host.importing.stages.attempts import Attempts, RemovedAttempts
from proctoring_host.importing.stages.base import Stage
from proctoring_host.importing.stages.exams import Allowances, Exams, Policies
from proctoring_host.importing.stages.reviews import Comments, Reviews
from proctoring_host.importing.stages.revisions import (
    AllowanceRevisions,
    ExamRevisions,
    PolicyRevisions,
    ReviewRevisions,
)
from proctoring_host.importing.stages.transitions import Transitions
from proctoring_host.importing.verifying import compare, compare_gone
from proctoring_host.importing.world import World

STAGES: tuple[type[Stage], ...] = (
    Exams,
    Policies,
    Allowances,
    # Before the others: one that was removed since makes way for the older one that counts again.
    RemovedAttempts,
    Attempts,
    Reviews,
    Comments,
    ExamRevisions,
    PolicyRevisions,
    AllowanceRevisions,
    ReviewRevisions,
    Transitions,
)
Step = Callable[[Any, Any, Count], None]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run found. `interrupted` at Ctrl-C: what was counted is committed, and the next run goes on."""

    counts: list[Count] = field(default_factory=list)
    unknown_users: list[int] = field(default_factory=list)
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def is_settled(self) -> bool:
        return not self.interrupted and all(count.is_settled for count in self.counts)


def import_all(world: World, size: int, progress: Progress) -> Outcome:
    """Take over what is new or has changed in the source; with a dry world only find out. May be repeated."""
    return _run(world, size, progress, verify=False)


def verify_all(world: World, size: int, progress: Progress) -> Outcome:
    """Compare everything; writes nothing."""
    return _run(world, size, progress, verify=True)


def _run(world: World, size: int, progress: Progress, *, verify: bool) -> Outcome:
    world.source.require(tables.ALL)
    outcome, began = Outcome(), time.monotonic()
    try:
        for stage in [kind(world) for kind in STAGES]:
            outcome.counts.append(count := Count(stage.name))
            _rows(stage, size, progress, count, compare if verify else take_over)
            if stage.removable:
                _gone(stage, size, count, verify=verify)
        outcome.counts.append(count := Count(Names.name))
        _names(Names(world), size, count, verify=verify)
        if not verify:
            log_ended(world)
    except KeyboardInterrupt:
        outcome.interrupted = True
    outcome.unknown_users = sorted(world.people.unknown)
    outcome.seconds = time.monotonic() - began
    return outcome


def _rows(stage: Stage, size: int, progress: Progress, count: Count, step: Step) -> None:
    count.source = stage.total()
    progress.begin(stage.name, count.source)
    for rows in stage.batches(size):
        step(stage, rows, count)
        progress.reached(count.read)
    if count.read > count.source:  # as learners went on meanwhile
        count.source = stage.total()


def _gone(stage: Stage, size: int, count: Count, *, verify: bool) -> None:
    if verify:
        compare_gone(stage, size, count)
        return
    for entries in gone(stage, size):
        let_go(stage, entries, count)


def _names(names: Names, size: int, count: Count, *, verify: bool) -> None:
    for learners in names.batches(size):
        part: Sequence[int] = learners
        (names.compare if verify else names.take_over)(part, count)
