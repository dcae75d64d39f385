"""What the tests of effects do again and again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.runner import Runner
from proctoring_host.models import Attempt, Effect, Transition
from tests.factories import T0, FakeClock, cause, make_attempt


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


class Recorder:
    """An observer that remembers the boundaries, and can end the process at one of them."""

    def __init__(self, kill_at: str = "") -> None:
        self.boundaries: list[str] = []
        self.kill_at = kill_at

    def __call__(self, boundary: str, effect: Effect) -> None:
        self.boundaries.append(boundary)
        if boundary == self.kill_at:
            raise Killed


def runner(clock: FakeClock | None = None, **fields: Any) -> Runner:
    """A runner at `T0` whose back-off is exactly 15, 30, 60 ... seconds."""
    return Runner(clock=clock or FakeClock(), chance=lambda: 0.5, **fields)


def written(
    kind: str, attempt: Attempt | None = None, payload: Mapping[str, Any] | None = None, **fields: Any
) -> Effect:
    """An effect as a use case would have written it at `T0`."""
    number = Effect.objects.count()
    lane = f"attempt:{attempt.pk}" if attempt else ""
    defaults: Mapping[str, Any] = {
        "key": f"{kind}:{number}",
        "lane": lane,
        "cause": cause(Actor.SYSTEM),
        "backend": attempt.backend if attempt else "",
    }
    with transaction.atomic():
        return enqueue(kind, payload=payload or {}, attempt=attempt, **{**defaults, **fields})


def registration(attempt: Attempt | None = None, **fields: Any) -> Effect:
    """The registration of an attempt that its vendor does not know yet."""
    return written(Kind.VENDOR_REGISTER, attempt or make_attempt(external_id=None), **fields)


def transition(attempt: Attempt, to: Status, at: datetime = T0, from_status: str = "") -> Transition:
    return Transition.objects.create(
        attempt=attempt, from_status=from_status, to_status=to, actor=Actor.LEARNER, at=at, correlation_id="c-1"
    )


def notification(attempt: Attempt, to: Status = Status.STARTED, **fields: Any) -> Effect:
    logged = transition(attempt, to)
    return written(Kind.VENDOR_NOTIFY, attempt, {"transition_id": logged.pk}, **fields)
