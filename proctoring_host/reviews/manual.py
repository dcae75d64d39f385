"""A reviewer's own verdict."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.attempts.change import settle_locked
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor, ReviewStatus
from proctoring_host.errors import InvalidValue
from proctoring_host.exams import revisions
from proctoring_host.models import Review
from proctoring_host.people.forgotten import as_kept
from proctoring_host.reviews.decide import act_upon
from proctoring_host.reviews.queries import review_data, whole_reviews
from proctoring_host.reviews.raw import plain_text


@retried
def review_by_staff(
    review_id: int, status: ReviewStatus | str, notes: str, cause: Cause, *, seen: datetime | None = None
) -> Review:
    """Set verdict and notes, record `cause.user_id` as the reviewer, and decide anew.

    From now on the verdict is this person's: a vendor's later delivery does not change it.
    Whether this person may is for the caller to ask. With `seen`, the `modified` time of the review that was looked
    at, a review that has changed since is left as it is. Raises `InvalidValue`.
    """
    if status not in set(ReviewStatus):
        raise InvalidValue(_("This verdict is unknown."), field="status")
    with transaction.atomic():
        review = _locked(review_id, cause)
        if seen is not None and review.modified != seen:
            raise InvalidValue(_("This review has changed since you looked at it. Please look at it again."))
        review.status = ReviewStatus(status)
        review.notes = plain_text(notes)
        review.reviewed_by_id = cause.user_id
        as_kept(review, review.attempt).save(update_fields=["status", "notes", "reviewed_by", "modified"])
        revision = revisions.record(
            review,
            revisions.Action.CHANGED,
            cause=cause,
            values=revisions.values_of(review),
            learner_id=review.attempt.user_id,
        )
        act_upon(review, review_data(review), revision, replace(cause, actor=Actor.STAFF))
    return review


def _locked(review_id: int, cause: Cause) -> Review:
    """The attempt is locked and settled, as by a vendor's review, so that of two verdicts the later one counts."""
    found = whole_reviews().filter(pk=review_id).first()
    if found is None:
        raise InvalidValue(_("There is no review with the id {id}.").format(id=review_id), field="review_id")
    settle_locked(lock(found.attempt_id), cause)
    return whole_reviews().get(pk=review_id)
