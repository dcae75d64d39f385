"""Tells the plugins that observe. A plugin that raised is told again, and it alone.

Payloads: `transition_id` for a change, `review_id` and `decision` for a review, `effect_id` and `reason` for a
delivery that was given up.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from proctoring_host.attempts.queries import attempt_data
from proctoring_host.data import AttemptChange, DeliveryFailed, Failure, ReviewDecision, ReviewSaved
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.models import Attempt, Effect, Review, Transition
from proctoring_host.registry import calls
from proctoring_host.reviews.queries import review_data

T = TypeVar("T")
Only = frozenset[str] | None
"""Names of the plugins to be told; None for all."""


def handle_change(call: Call) -> Outcome:
    transition = Transition.objects.get(pk=call.effect.payload["transition_id"])
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    change = change_of(transition, attempt)
    return _told(call, lambda only: calls.broadcast_attempt_changed(change, only=only))


def handle_review(call: Call) -> Outcome:
    payload = call.effect.payload
    review = Review.objects.prefetch_related("comments").get(pk=payload["review_id"])
    to_status, reason = payload["decision"]["to_status"], payload["decision"]["reason"]
    saved = ReviewSaved(
        review=review_data(review),
        attempt=attempt_data(Attempt.everything.whole().get(pk=review.attempt_id)),
        decision=ReviewDecision(to_status=Status(to_status) if to_status else None, reason=reason),
        correlation_id=call.effect.correlation_id,
    )
    return _told(call, lambda only: calls.broadcast_review_saved(saved, only=only))


def handle_delivery(call: Call) -> Outcome:
    failed = Effect.objects.select_related("attempt").get(pk=call.effect.payload["effect_id"])
    message = DeliveryFailed(
        effect_kind=failed.kind,
        backend=failed.backend,
        attempt_code=failed.attempt.code if failed.attempt else "",
        reason=call.effect.payload["reason"],
        final=True,
    )
    return _told(call, lambda only: calls.broadcast_delivery_failed(message, only=only))


def change_of(transition: Transition, attempt: Attempt) -> AttemptChange:
    """The change as it was; of the attempt's other fields, what they are now."""
    to_status = Status(transition.to_status)
    return AttemptChange(
        attempt=replace(attempt_data(attempt), status=to_status),
        from_status=Status(transition.from_status) if transition.from_status else None,
        to_status=to_status,
        actor=Actor(transition.actor),
        changed_at=transition.at,
        reason=transition.reason,
        correlation_id=transition.correlation_id,
    )


def _told(call: Call, tell: Callable[[Only], Sequence[Failure]]) -> Outcome:
    """Who raised is kept with the effect, so that the next try tells only them."""
    waiting = call.effect.result.get("raised")
    failures = tell(frozenset(waiting) if waiting else None)
    raised = sorted({failure.plugin for failure in failures})
    if not raised:
        return Done()
    return Later(reason=f"These plugins raised: {', '.join(raised)}.", result={"raised": raised})
