"""Tells a vendor that an attempt was started, submitted, or ended in error. Payload: `transition_id`."""

from functools import partial

from proctoring_host.cause import Cause
from proctoring_host.data import Notified
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.kinds.follow_up import schedule
from proctoring_host.effects.kinds.observers import TRANSITION, change_of
from proctoring_host.effects.late import TOLD_SINCE, was_told_since
from proctoring_host.effects.outcomes import Call, Done, nothing
from proctoring_host.models import Attempt
from proctoring_host.registry import calls
from proctoring_host.registry.addressed import implements


def handle(call: Call) -> Done:
    """The lane lets it wait for the registration. Without one, given up or never wanted, there is nobody to tell.

    Nor is a vendor that knows of the submission told late of the start.
    """
    transition = TRANSITION.get(pk=call.effect.payload["transition_id"])
    attempt = transition.attempt
    if not attempt.external_id:
        return Done(result={"skipped": "the attempt is not registered"})
    if attempt.forgotten_at is not None:
        return Done(result={"skipped": "the learner was forgotten"})
    backend = call.effect.backend or attempt.backend
    if not implements(backend, "notify_attempt"):
        # Not an answer of the vendor, which would count for its circuit breaker.
        return Done(result={"skipped": "the backend does not want to know"})
    if was_told_since(call.effect, {Kind.VENDOR_NOTIFY}):
        return Done(result={"skipped": TOLD_SINCE})
    notified = calls.notify_attempt(backend, change_of(transition, attempt))
    return Done(apply=partial(_schedule, call, attempt, notified) if notified.follow_ups else nothing)


def _schedule(call: Call, attempt: Attempt, notified: Notified) -> None:
    cause = Cause(actor=Actor.SYSTEM, at=call.now, correlation_id=call.effect.correlation_id)
    for wish in notified.follow_ups:
        schedule(attempt, wish, cause)
