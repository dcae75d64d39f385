"""Asks a backend again about an attempt, as it wished. Payload: `name`, `payload` (the backend's own), `number`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from proctoring_host.attempts.queries import BY_ID, attempt_data
from proctoring_host.attempts.ready import mark_ready
from proctoring_host.cause import Cause
from proctoring_host.data import FollowUp, FollowUpAnswer, FollowUpDue, Ready, Review
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.outcomes import Call, Done, Outcome, Refused
from proctoring_host.effects.states import OPEN
from proctoring_host.models import Attempt, Effect
from proctoring_host.registry import calls
from proctoring_host.reviews.receive import receive_review

SHORTEST_SECONDS = 1.0


def handle(call: Call) -> Outcome:
    """A removed attempt is not asked about any more."""
    attempt = BY_ID[True].get(pk=call.effect.attempt_id)
    if attempt.removed_at is not None:
        return Done(result={"skipped": "the attempt was removed"})
    payload = call.effect.payload
    due = FollowUpDue(attempt=attempt_data(attempt), name=payload["name"], payload=payload["payload"])
    return _treated(call, attempt, calls.follow_up(call.effect.backend or attempt.backend, due))


def schedule(attempt: Attempt, wish: FollowUp, cause: Cause) -> Effect:
    """Write the wish into the outbox, within the transaction of what it came with.

    An attempt has each name once at a time: while one is waiting, a second wish of that name changes nothing.
    """
    earlier = Effect.objects.filter(kind=Kind.FOLLOW_UP, key__startswith=f"follow_up:{attempt.pk}:{wish.name}:")
    if waiting := earlier.filter(state__in=OPEN).first():
        return waiting
    number = earlier.count() + 1
    return enqueue(
        Kind.FOLLOW_UP,
        key=f"follow_up:{attempt.pk}:{wish.name}:{number}",
        payload={"name": wish.name, "payload": dict(wish.payload), "number": number},
        attempt=attempt,
        backend=attempt.backend,
        cause=cause,
        next_at=cause.at + timedelta(seconds=max(wish.after_seconds, SHORTEST_SECONDS)),
    )


def _treated(call: Call, attempt: Attempt, answer: FollowUpAnswer) -> Outcome:
    """A review or a ready answer counts like an authenticated callback of this backend."""
    if answer is None:
        return Done(result={"answer": "nothing more"})
    apply: Callable[[], object]
    cause = Cause(actor=Actor.VENDOR, at=call.now, correlation_id=call.effect.correlation_id)
    if isinstance(answer, FollowUp):
        apply = partial(schedule, attempt, answer, cause)
    elif isinstance(answer, Review) and _means(attempt, answer):
        apply = partial(_receive, attempt, answer, cause)
    elif isinstance(answer, Ready) and _means(attempt, answer):
        apply = partial(_ready, attempt, cause)
    else:
        return Refused(reason=f"The answer to the follow-up {call.effect.payload['name']} is not about its attempt.")
    return Done(result={"answer": type(answer).__name__}, apply=partial(_apply, apply))


def _apply(write: Callable[[], object]) -> None:
    write()


def _means(attempt: Attempt, answer: Ready | Review) -> bool:
    """Empty ids mean the attempt that was asked about; case is no difference, as in a callback."""
    external_id, code = answer.external_id.casefold(), answer.attempt_code.casefold()
    return external_id in {"", (attempt.external_id or "").casefold()} and code in {"", attempt.code.casefold()}


def _receive(attempt: Attempt, review: Review, cause: Cause) -> None:
    # A vendor may have given its id twice; the code is this attempt's alone.
    receive_review(replace(review, attempt_code=attempt.code), backend=attempt.backend, cause=cause)


def _ready(attempt: Attempt, cause: Cause) -> None:
    mark_ready(attempt.pk, cause=cause)
