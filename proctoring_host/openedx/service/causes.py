"""Who asks, when a platform calls a function instead of sending a request."""

from importlib import import_module

from django.utils import timezone

from proctoring_host import correlation
from proctoring_host.cause import Cause, new_correlation_id
from proctoring_host.domain.statuses import Actor


def by_staff(function: str, user_id: int | None = None) -> Cause:
    """The platform's own code may do what staff may."""
    return _cause(Actor.STAFF, function, user_id or _user_at_hand())


def by_learner(function: str, user_id: int) -> Cause:
    return _cause(Actor.LEARNER, function, user_id)


def by_clock() -> Cause:
    """For reads: they end attempts whose time is up."""
    return _cause(Actor.CLOCK, "")


def _cause(actor: Actor, function: str, user_id: int | None = None) -> Cause:
    return Cause(
        actor=actor,
        at=timezone.now(),
        user_id=user_id,
        reason=f"Asked for by the platform ({function})." if function else "",
        correlation_id=correlation.current() or new_correlation_id(),
    )


def _user_at_hand() -> int | None:
    """The one of the request at hand, where the platform has the package `crum` to keep it."""
    try:
        user = import_module("crum").get_current_user()
    except ImportError:
        return None
    return getattr(user, "pk", None)
