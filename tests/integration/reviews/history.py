"""What a review was after each of its changes."""

from proctoring_host.models import Review, Revision


def history_of(review: Review) -> list[Revision]:
    """The oldest first."""
    return list(Revision.objects.filter(kind="review", object_id=review.pk))
