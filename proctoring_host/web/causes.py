"""Makes the cause of a change from a request."""

from django.http import HttpRequest
from django.utils import timezone

from proctoring_host import correlation
from proctoring_host.cause import Cause, new_correlation_id
from proctoring_host.domain.statuses import Actor

IN_ENVIRON = f"HTTP_{correlation.HEADER.upper().replace('-', '_')}"


def correlation_id_of(request: HttpRequest) -> str:
    """The id under which this request goes already, else the caller's own, else a new one."""
    # Not of `request.headers`, which is made of all headers of a request when it is first asked.
    given = request.META.get
    return (
        correlation.current()
        or correlation.given(given(IN_ENVIRON, ""), given("HTTP_TRACEPARENT", ""))
        or new_correlation_id()
    )


def cause_of(request: HttpRequest, actor: Actor, reason: str = "") -> Cause:
    """Call it first in a view: `Cause.at` is when the request arrived."""
    user_id = request.user.pk if request.user.is_authenticated else None
    return Cause(
        actor=actor,
        at=timezone.now(),
        user_id=user_id,
        reason=reason,
        correlation_id=correlation_id_of(request),
    )
