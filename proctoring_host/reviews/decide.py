"""What a saved review does to its attempt, and who hears of it."""

import logging
from dataclasses import replace

from proctoring_host import conf, data
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.queries import attempt_data
from proctoring_host.cause import Cause
from proctoring_host.domain.reviews import ReviewFacts, decide_review
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.errors import TransitionRefused
from proctoring_host.models import Attempt, Review, Revision
from proctoring_host.registry import calls, get_registry

logger = logging.getLogger(__name__)


def act_upon(review: Review, given: data.Review, revision: Revision, cause: Cause) -> None:
    """Decide, move the attempt, and have the observers told; within the transaction that saves the review."""
    decision = _moved(review, _decision(review, given), cause)
    enqueue(
        Kind.REVIEW_OBSERVERS,
        key=f"review:{revision.pk}",
        lane=f"observers:{review.attempt_id}",
        payload={
            "review_id": review.pk,
            "decision": {"to_status": decision.to_status, "reason": decision.reason},
        },
        attempt=review.attempt,
        backend=review.backend,
        cause=cause,
    )


def _decision(review: Review, given: data.Review) -> data.ReviewDecision:
    """The plugins' answer; without one the policy's. A removed attempt is nobody's to decide about."""
    attempt = Attempt.everything.whole().get(pk=review.attempt_id)
    if attempt.removed_at is None and (answer := calls.review_decision(given, attempt_data(attempt))):
        return answer
    outcome = decide_review(_facts(review, attempt))
    return data.ReviewDecision(to_status=outcome.to, reason=outcome.reason)


def _facts(review: Review, attempt: Attempt) -> ReviewFacts:
    backend = get_registry().backend(attempt.backend)
    return ReviewFacts(
        review=ReviewStatus(review.status),
        status=Status(attempt.status),
        passing=frozenset(backend.passing_statuses),
        archived=attempt.removed_at is not None,
        submitted_before=attempt.completed_at is not None or attempt.timed_out_at is not None,
        has_reviewer=review.reviewed_by_id is not None,
        second_reviews=conf.get().require_failure_second_reviews,
        backend_onboards=backend.supports_onboarding,
        is_sample=attempt.is_sample_attempt,
    )


def _moved(review: Review, decision: data.ReviewDecision, cause: Cause) -> data.ReviewDecision:
    """The review is kept also where the attempt may not go there: then it stays where it is."""
    if decision.to_status is None:
        return decision
    try:
        change_status(review.attempt_id, decision.to_status, cause=replace(cause, reason=decision.reason))
    except TransitionRefused as refused:
        logger.warning(
            "review without effect review=%s attempt=%s to=%s", review.pk, review.attempt_id, decision.to_status
        )
        return data.ReviewDecision(to_status=None, reason=refused.detail)
    return decision
