"""What no request has carried out: one round of the worker, and of Celery's clock."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from proctoring_host.attempts.change import TIME_IS_UP
from proctoring_host.attempts.reminders import sweep_delayed_reviews
from proctoring_host.attempts.timeout import settle
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.runner import Runner, RunReport, never
from proctoring_host.models import Attempt
from proctoring_host.onboarding.reminders import sweep_expiring
from proctoring_host.registry.guard import trace

logger = logging.getLogger(__name__)
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
        _reminded(remind)
    return Swept(ended=ended, report=Runner(should_stop=should_stop).run_due(limit=limit))


def sweep_overdue(now: datetime, limit: int = BATCH, left: set[int] | None = None) -> int:
    """Settle up to `limit` attempts, the longest overdue first, each in a transaction of its own; how many ended.

    Those in `left` are passed over. To it is added whatever could not be ended.
    """
    left = set() if left is None else left
    ended = 0
    for attempt in Attempt.objects.overdue(now).exclude(pk__in=left).order_by("deadline_at")[:limit]:
        if _has_ended(attempt, now):
            ended += 1
        else:
            left.add(attempt.pk)
    return ended


def _all_overdue(should_stop: Callable[[], bool]) -> int:
    """One attempt that cannot be ended must keep neither the others from it nor the effects of anybody."""
    ended, left, seen = 0, set[int](), -1
    while not should_stop() and ended + len(left) > seen:
        seen = ended + len(left)
        ended += sweep_overdue(timezone.now(), BATCH, left)
    return ended


def _has_ended(attempt: Attempt, now: datetime) -> bool:
    try:
        return settle(attempt, Cause(actor=Actor.CLOCK, at=now, reason=TIME_IS_UP)).status != attempt.status
    except (OperationalError, InterfaceError):
        # The database, and not this attempt: whoever sweeps waits for it.
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it comes again with the next sweep
        logger.error("attempt not ended attempt=%s\n%s", attempt.pk, trace(error))
        return False


def _reminded(remind: Callable[[datetime, int], int]) -> None:
    try:
        remind(timezone.now(), BATCH)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  mails that are late anyhow
        logger.error("reminders not written sweep=%s\n%s", remind.__name__, trace(error))
