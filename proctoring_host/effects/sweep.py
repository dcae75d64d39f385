"""What no request has carried out: one round of the worker, and of Celery's clock."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from proctoring_host.attempts.reminders import sweep_delayed_reviews
from proctoring_host.attempts.timeout import sweep_overdue
from proctoring_host.effects.runner import Runner, RunReport, never
from proctoring_host.onboarding.reminders import sweep_expiring

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How many attempts were ended, and what became of effects."""

    ended: int = 0
    report: RunReport = field(default_factory=RunReport)


def sweep(should_stop: Callable[[], bool] = never, limit: int = 2**31) -> Swept:
    """Attempts and reminders first: they write effects, which are then carried out in the same round.

    Any number of processes may do this at once: an attempt is ended once, an effect is run by one of them.
    """
    ended = _all_overdue(should_stop)
    for remind in (sweep_delayed_reviews, sweep_expiring):
        remind(timezone.now(), BATCH)
    return Swept(ended=ended, report=Runner(should_stop=should_stop).run_due(limit=limit))


def _all_overdue(should_stop: Callable[[], bool]) -> int:
    ended = 0
    while not should_stop() and (found := sweep_overdue(timezone.now(), BATCH)):
        ended += found
    return ended
