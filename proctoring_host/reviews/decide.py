"""What a saved review does to its attempt, and who hears of it."""

from dataclasses import replace

from proctoring_host import conf, data
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.queries import BY_ID, attempt_data
from proctoring_host.cause import Cause
from proctoring_host.domain.reviews import NEVER_REVIVED, ReviewFacts, decide_review
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Attempt, Review, Revision
from proctoring_host.registry import calls, get_registry


def act_upon(review: Review, given: data.Review, revision: Revision, cause: Cause) -> None:
    """Decide, move the attempt, and have the observers told; within the transaction that saves the review."""
    decision = decision_on(review, given)
    if decision.to_status is not None:
        change_status(review.attempt_id, decision.to_status, cause=replace(cause, reason=decision.reason))
    tell(review, decision, revision, cause)


def tell(review: Review, decision: data.ReviewDecision, revision: Revision, cause: Cause) -> None:
    """Have the observers, if any, told of a saved review and of what came of it."""
    if not calls.anybody_hears("review_saved", review.backend):
        return
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
        new_key=True,
    )


def decision_on(review: Review, given: data.Review) -> data.ReviewDecision:
    """The plugins' answer; without one the policy's. What the policy never allows, no plugin and no person does."""
    attempt = BY_ID[True].get(pk=review.attempt_id)
    facts = _facts(review, attempt)
    policy = decide_review(facts)
    answer = None
    if not facts.archived and facts.status not in NEVER_REVIVED:
        answer = calls.review_decision(given, attempt_data(attempt), has_reviewer=facts.has_reviewer)
    if answer is None:
        return data.ReviewDecision(to_status=policy.to, reason=policy.reason)
    if answer.to_status is Status.VERIFIED and not facts.submitted_before:
        return data.ReviewDecision(to_status=Status.ERROR, reason="passed without a submission")
    return answer


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
