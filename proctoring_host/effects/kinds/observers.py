"""Tells the plugins that observe. A plugin that raised is told again, and it alone, by an effect of its own.

Payloads: `transition_id` for a change, `review_id` and `decision` for a review, `effect_id` and `reason` for a
delivery that was given up; and `plugin` where only one is still to be told.

Each plugin hears of an attempt's changes in their order: while it has to be told of an earlier one, later ones wait
behind that, in a lane of this plugin and attempt. All other plugins go on.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from proctoring_host.attempts.queries import attempt_data
from proctoring_host.cause import Cause
from proctoring_host.data import AttemptChange, DeliveryFailed, Failure, ReviewDecision, ReviewSaved
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.effects.retry import FIRST_SECONDS
from proctoring_host.effects.states import OPEN
from proctoring_host.models import Attempt, Effect, Review, Transition
from proctoring_host.prepared import Given, Prepared
from proctoring_host.registry import calls
from proctoring_host.reviews.queries import review_data

TRANSITION = Prepared(
    lambda: Transition.objects.select_related("attempt__exam__policy", "attempt__user").filter(pk=Given("pk"))
)

Tell = Callable[[calls.Audience], Sequence[Failure]]


def handle_change(call: Call) -> Outcome:
    transition = TRANSITION.get(pk=call.effect.payload["transition_id"])
    change = change_of(transition, transition.attempt)
    return _told(call, lambda to: calls.broadcast_attempt_changed(change, to))


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
    return _told(call, lambda to: calls.broadcast_review_saved(saved, to))


def handle_delivery(call: Call) -> Outcome:
    failed = Effect.objects.select_related("attempt").filter(pk=call.effect.payload["effect_id"]).first()
    if failed is None:
        return Done(result={"skipped": "what had failed was done since, and is not kept any more"})
    message = DeliveryFailed(
        effect_kind=failed.kind,
        backend=failed.backend,
        attempt_code=failed.attempt.code if failed.attempt else "",
        reason=call.effect.payload["reason"],
        final=True,
    )
    return _told(call, lambda to: calls.broadcast_delivery_failed(message, to))


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


def _told(call: Call, tell: Tell) -> Outcome:
    plugin = call.effect.payload.get("plugin")
    if plugin is None:
        return _all_told(call, tell)
    if tell(calls.Audience(only={plugin})):
        return Later(reason=f"The plugin {plugin} raised.")
    return Done()


def _all_told(call: Call, tell: Tell) -> Outcome:
    behind = _behind(call.effect)
    failures = tell(calls.Audience(skipped=behind))
    remaining = {**dict.fromkeys(behind, 0.0), **{failure.plugin: FIRST_SECONDS for failure in failures}}
    if not remaining:
        return Done()
    return Done(result={"to_be_told": sorted(remaining)}, apply=partial(_told_by_themselves, call, remaining))


def _behind(effect: Effect) -> frozenset[str]:
    """Plugins that have yet to hear of something earlier about this attempt."""
    if effect.attempt_id is None:
        return frozenset()
    lanes = Effect.objects.filter(lane__startswith=f"observers:{effect.attempt_id}:", state__in=OPEN)
    return frozenset(payload["plugin"] for payload in lanes.values_list("payload", flat=True))


def _told_by_themselves(call: Call, waits: Mapping[str, float]) -> None:
    """An effect for each of these plugins, that is not run before so many seconds."""
    effect = call.effect
    cause = Cause(actor=Actor.SYSTEM, at=call.now, correlation_id=effect.correlation_id)
    for plugin in sorted(waits):
        # A name may be longer than the columns are wide, and differ from another one only in case.
        mark = hashlib.sha256(plugin.encode()).hexdigest()[:16]
        enqueue(
            effect.kind,
            key=f"told:{effect.pk}:{mark}",
            lane=f"observers:{effect.attempt_id}:{mark}" if effect.attempt_id else "",
            payload={**effect.payload, "plugin": plugin},
            attempt=effect.attempt,
            backend=effect.backend,
            cause=cause,
            next_at=call.now + timedelta(seconds=waits[plugin]),
        )
