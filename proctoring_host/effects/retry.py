"""When an effect is tried again, and when it is given up."""

import logging
import random
from collections.abc import Callable

from proctoring_host.effects.outcomes import Later, Refused
from proctoring_host.errors import BackendError, MailFailed, ProctoringError
from proctoring_host.models import Effect
from proctoring_host.registry.guard import trace

logger = logging.getLogger(__name__)

FIRST_SECONDS = 15.0
SPREAD_SECONDS = 10.0
LONGEST_SECONDS = 3600.0
LONGEST_WISH_SECONDS = 24 * 3600.0
MAX_TRIES = 20
"""With the back-off above an effect is tried for about half a day."""


def back_off(tries: int, wish: float | None = None, *, chance: Callable[[], float] = random.random) -> float:
    """Seconds until the next try: doubling, spread over half to one and a half, never before the vendor's own wish."""
    # The exponent is bounded because a float has an end, and an effect that is retried by hand may be old.
    plain = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(max(tries - 1, 0), 32))
    spread = plain * (0.5 + chance())
    return max(spread, min(max(wish or 0.0, 0.0), LONGEST_WISH_SECONDS))


def wait_of(outcome: Later, tries: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds until the next try. What waits for its vendor begins spread over some seconds once that is back."""
    if outcome.counted:
        return back_off(tries, outcome.after_seconds, chance=chance)
    return (outcome.after_seconds or 0.0) + SPREAD_SECONDS * chance()


def outcome_of(error: Exception, effect: Effect) -> Later | Refused:
    """What an exception of a handler means for its effect.

    Our own errors hold sentences made for learners and logs. Of any other only the type is kept, as its text may
    hold anything; the log has the traceback, without texts.
    """
    if isinstance(error, BackendError | MailFailed) and not error.final:
        wish = error.retry_after if isinstance(error, BackendError) else None
        return Later(reason=error.detail, after_seconds=wish, result=described(error))
    if isinstance(error, ProctoringError):
        return Refused(reason=error.detail, result=described(error))
    logger.error(
        "effect raised kind=%s effect=%s error=%s\n%s", effect.kind, effect.pk, type(error).__name__, trace(error)
    )
    reason = f"{type(error).__name__} in effect {effect.pk}; the log has the details."
    return Later(reason=reason, result={"error_code": "internal", "http_status": 500, "detail": reason})


def described(error: ProctoringError) -> dict[str, object]:
    """What the REST API answers for this error, to be kept with the effect."""
    return {"error_code": error.code, "http_status": error.http_status, "detail": error.detail}
