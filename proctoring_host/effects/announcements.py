"""Has those told who listen to events, within the transaction of the cause; where nobody can, nothing is written."""

from collections.abc import Sequence

from proctoring_host.cause import Cause
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue, enqueue_together
from proctoring_host.events import status_signal, tracking
from proctoring_host.models import Attempt, Effect, Review, Revision, Transition


def tell_change(transition: Transition, attempt: Attempt, cause: Cause) -> None:
    """A new attempt, or one with another status."""
    track_attempt(transition.to_status, transition, attempt, cause)
    if status_signal.has_receivers():
        enqueue(
            Kind.STATUS_SIGNAL,
            key=f"signal:{transition.pk}",
            lane=f"signal:{attempt.pk}",
            payload={"transition_id": transition.pk},
            attempt=attempt,
            backend=attempt.backend,
            cause=cause,
            new_key=True,
        )


def track_attempt(what: str, transition: Transition, attempt: Attempt, cause: Cause) -> None:
    if tracking.is_at_work():
        enqueue(
            Kind.TRACKING,
            key=f"track:attempt:{what}:{transition.pk}",
            lane=f"tracking:{attempt.pk}",
            payload={"what": what, "transition_id": transition.pk},
            attempt=attempt,
            backend=attempt.backend,
            cause=cause,
        )


def track_reset(attempt: Attempt, cause: Cause) -> None:
    """A practice that its learner begins anew, after the last entry of its log was written."""
    if tracking.is_at_work() and (last := attempt.transitions.order_by("-pk").first()):
        track_attempt("reset_practice_exam", last, attempt, cause)


def track_review(review: Review, revision: Revision, cause: Cause) -> None:
    if tracking.is_at_work():
        enqueue(
            Kind.TRACKING,
            key=f"track:{revision.kind}:review_received:{revision.pk}",
            lane=f"tracking:{review.attempt_id}",
            payload={"what": "review_received", "review_id": review.pk, "revision_id": revision.pk},
            attempt=review.attempt,
            backend=review.backend,
            cause=cause,
        )


def track_revision(what: str, revision: Revision, cause: Cause) -> None:
    """An exam or an allowance that was made, changed or deleted."""
    track_revisions([(what, revision)], cause)


def track_revisions(changes: Sequence[tuple[str, Revision]], cause: Cause) -> None:
    """Several of them in one statement."""
    if tracking.is_at_work() and changes:
        enqueue_together([_tracked(what, revision) for what, revision in changes], cause)


def _tracked(what: str, revision: Revision) -> Effect:
    return Effect(
        kind=Kind.TRACKING,
        key=f"track:{revision.kind}:{what}:{revision.pk}",
        lane=f"tracking:{revision.kind}:{revision.object_id}",
        payload={"what": what, "revision_id": revision.pk},
    )
