"""Who caused a change, when, and under which correlation id."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from proctoring_host.domain.statuses import Actor


def new_correlation_id() -> str:
    """An id that follows one cause through log, effects and vendor calls."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Handed to every use case that changes something.

    `at` is when the request arrived, and is the only clock a use case knows: a create that arrived before the
    attempt it collides with was made is told apart from a later one by it.
    """

    actor: Actor
    at: datetime
    user_id: int | None = None
    reason: str = ""
    correlation_id: str = field(default_factory=new_correlation_id)
