"""Has the platform's support look at what a vendor found suspicious."""

from proctoring_host import platform
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Review, Revision


def ask_support(review: Review, revision: Revision, cause: Cause) -> None:
    """Where nobody with the right to review is named; once for each delivery, within the transaction that saves it."""
    unseen = review.status == ReviewStatus.SUSPICIOUS and review.reviewed_by_id is None
    if not unseen or not review.is_active or not platform.get().support.offered():
        return
    enqueue(
        Kind.SUPPORT,
        key=f"support:{revision.pk}",
        payload={"review_id": review.pk},
        attempt=review.attempt,
        backend=review.backend,
        cause=cause,
    )
