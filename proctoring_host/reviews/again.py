"""Asks anew what the saved reviews mean for their attempts, as after a change of rules or of a backend's options."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from proctoring_host.attempts.change import change_status, settle_locked
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.data import ReviewDecision
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor
from proctoring_host.models import Attempt, Review, Transition
from proctoring_host.reviews.decide import decision_on
from proctoring_host.reviews.queries import review_data, whole_reviews

KEPT = "staff decided since"


def reviews_between(start: datetime | None, end: datetime | None) -> Sequence[int]:
    """The ids of reviews that were last saved then, those of removed attempts left out; in the order of their ids."""
    found = Review.objects.filter(is_active=True)
    if start is not None:
        found = found.filter(modified__gte=start)
    if end is not None:
        found = found.filter(modified__lte=end)
    return list(found.order_by("pk").values_list("pk", flat=True))


def decision_now(review_id: int) -> ReviewDecision:
    """What `decide_again` would come to; `to_status` is None where the attempt stays as it is."""
    review = whole_reviews().get(pk=review_id)
    attempt = review.attempt
    decision = decision_on(review, review_data(review))
    if decision.to_status is None or decision.to_status == attempt.status:
        return replace(decision, to_status=None)
    return ReviewDecision(to_status=None, reason=KEPT) if _was_overruled(attempt, review) else decision


@retried
def decide_again(review_id: int, *, cause: Cause) -> ReviewDecision:
    """Move the attempt where its review leads now; what was decided by staff after the review stays.

    Where nothing changes, nobody is told anything. May be repeated. Raises what `change_status` raises.
    """
    attempt_id = Review.objects.values_list("attempt_id", flat=True).get(pk=review_id)
    with transaction.atomic():
        settle_locked(lock(attempt_id), cause)
        decision = decision_now(review_id)
        if decision.to_status is not None:
            vendor = replace(cause, actor=Actor.VENDOR, reason=f"{cause.reason}: {decision.reason}")
            change_status(attempt_id, decision.to_status, cause=vendor)
    return decision


def _was_overruled(attempt: Attempt, review: Review) -> bool:
    """Whether staff have set the status since the review was last saved."""
    changes = Transition.objects.filter(attempt=attempt, to_status=attempt.status, actor=Actor.STAFF)
    return changes.filter(at__gte=review.modified).exists()
