"""Makes the cause of a change from a request."""

import re

from django.http import HttpRequest
from django.utils import timezone

from proctoring_host.cause import Cause, new_correlation_id
from proctoring_host.domain.statuses import Actor

CORRELATION_HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


def correlation_id_of(request: HttpRequest) -> str:
    """The caller's own id where it is harmless text, else a new one."""
    given = request.headers.get(CORRELATION_HEADER, "")
    return given if WELL_FORMED.match(given) else new_correlation_id()


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
