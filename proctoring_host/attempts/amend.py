"""What may be written into an attempt besides its status."""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.attempts import log
from proctoring_host.attempts.locks import lock, unknown
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import InvalidValue
from proctoring_host.models import Attempt

MOST_SECONDS = 365 * 24 * 3600


@retried
def amend(
    attempt_id: int, *, saved_seconds: float | None = None, acknowledged: bool | None = None, cause: Cause
) -> Attempt:
    """None keeps what is there. The clock of a running attempt stays: saved seconds are for one that is resumed.

    Whoever calls decides whether the result may be acknowledged; `acknowledge` asks the settings. Raises
    `AttemptNotFound`, `InvalidValue`.
    """
    saved_seconds = None if saved_seconds is None else _checked(saved_seconds)
    with transaction.atomic():
        attempt = lock(attempt_id)
        if attempt.removed_at is not None:
            raise unknown(attempt_id)
        wanted = {"saved_seconds": saved_seconds, "is_status_acknowledged": acknowledged}
        changed = {
            name: value for name, value in wanted.items() if value is not None and value != getattr(attempt, name)
        }
        for name, value in changed.items():
            setattr(attempt, name, value)
        if changed:
            attempt.save(update_fields=[*changed, "modified"])
            log.note(attempt, cause, f"Written: {', '.join(sorted(changed))}")
    return attempt


def _checked(seconds: object) -> int:
    """A part of a second is of no use to anybody."""
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= MOST_SECONDS:
        return int(seconds)
    text = _("The time that is left must be a number of seconds, up to a year.")
    raise InvalidValue(text, field="time_remaining_seconds")
