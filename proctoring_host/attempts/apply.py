"""Writes what follows from a decided change into the row; pure but for the clock of a start."""

from collections.abc import Callable
from datetime import datetime

from proctoring_host.attempts.due import set_clock
from proctoring_host.domain.deadlines import seconds_left
from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.rules import Move
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt


def apply(attempt: Attempt, move: Move, at: datetime) -> None:
    """Does not save. The time left is saved first, while the row still shows the running clock."""
    if Consequence.SET_TIMED_OUT in move.consequences:
        # The clock stopped at the deadline, however late somebody looked; staff may also stop it before.
        at = min(at, attempt.deadline_at or at)
    for consequence, write in WRITERS.items():
        if consequence in move.consequences:
            write(attempt, at)
    attempt.status = move.to


def _save_seconds(attempt: Attempt, at: datetime) -> None:
    attempt.saved_seconds = int(seconds_left(attempt.deadline_at, Status(attempt.status), at))


def _make_resumable(attempt: Attempt, at: datetime) -> None:
    attempt.is_resumable = True
    if attempt.completed_at is not None and attempt.deadline_at is not None:
        # Spoilt after it was handed in: what was left then is left to go on with, and not the whole time again.
        attempt.saved_seconds = max(0, int((attempt.deadline_at - attempt.completed_at).total_seconds()))


def _clear_resumable(attempt: Attempt, at: datetime) -> None:
    attempt.is_resumable = attempt.ready_to_resume = False


def _set_completion(attempt: Attempt, at: datetime) -> None:
    attempt.completed_at = at


def _set_timed_out(attempt: Attempt, at: datetime) -> None:
    attempt.timed_out_at = at


def _clear_proctoring(attempt: Attempt, at: datetime) -> None:
    attempt.taking_as_proctored = False
    attempt.external_id = None


def _release_live_key(attempt: Attempt, at: datetime) -> None:
    attempt.live_key = None


WRITERS: dict[Consequence, Callable[[Attempt, datetime], None]] = {
    Consequence.SAVE_SECONDS: _save_seconds,
    Consequence.SET_START: set_clock,
    Consequence.SET_COMPLETION: _set_completion,
    Consequence.SET_TIMED_OUT: _set_timed_out,
    Consequence.MAKE_RESUMABLE: _make_resumable,
    Consequence.CLEAR_RESUMABLE: _clear_resumable,
    Consequence.CLEAR_PROCTORING: _clear_proctoring,
    Consequence.RELEASE_LIVE_KEY: _release_live_key,
}
