"""Staff decide where an attempt stands."""

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.models import Attempt


def set_status(attempt_id: int, to: Status, *, cause: Cause) -> Attempt:
    """As far as the table lets staff; who may call it is decided by the caller. `cause.reason` goes into the log."""
    if cause.actor is not Actor.STAFF:
        raise ValueError(f"Only staff set a status, not {cause.actor}.")
    return change_status(attempt_id, to, cause=cause)
