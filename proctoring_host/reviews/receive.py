"""Takes in a vendor's review."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host import conf, data, platform
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.announcements import track_review
from proctoring_host.errors import ReviewRefused
from proctoring_host.exams import revisions
from proctoring_host.models import Attempt, Review, ReviewComment, Revision
from proctoring_host.people.forgotten import as_kept
from proctoring_host.prepared import Given, Prepared, insert, save
from proctoring_host.reviews.decide import act_upon, tell
from proctoring_host.reviews.escalate import ask_support
from proctoring_host.reviews.find import attempt_of
from proctoring_host.reviews.raw import plain_number, plain_text, raw_text

logger = logging.getLogger(__name__)
LONGEST_WORD = 255
DECIDED = "a person has decided already"
EARLIER = Prepared(lambda: Review.objects.filter(attempt_id=Given("attempt_id")))


@retried
def receive_review(review: data.Review, *, backend: str, cause: Cause) -> Review:
    """Save the review of an authenticated backend and act upon it.

    The same review again changes nothing; another one replaces the first, unless updates are switched off. Once a
    person has decided, verdict, reviewer and attempt stay as they are, and only what the vendor found is taken over.
    For a removed attempt it is kept as inactive, and nothing else happens. Raises `AttemptNotFound`,
    `ReviewRefused`, `ExamNotProctored`.
    """
    with transaction.atomic():
        attempt = attempt_of(review, backend, cause)
        earlier = EARLIER.first(attempt_id=attempt.pk)
        history = _history(earlier)
        if earlier is not None:
            if not conf.get().allow_review_updates:
                raise ReviewRefused(_("This attempt has a review, and reviews are not to be updated."))
            if _delivered_before(history, review):
                return _with_fresh_video(earlier, review, attempt)
        decided = _decided_by_person(history)
        row = _saved(earlier or Review(attempt=attempt), attempt, review, keep_verdict=decided)
        _replace_comments(row, review, is_new=earlier is None)
        revision = _noted(row, review, cause, is_new=earlier is None)
        cause = replace(cause, actor=Actor.VENDOR)
        track_review(row, revision, cause)
        if decided:
            tell(row, data.ReviewDecision(to_status=None, reason=DECIDED), revision, cause)
        else:
            # The comments' words were made fit for every database, so the plugins see what is kept.
            act_upon(row, review, revision, cause)
            ask_support(row, revision, cause)
    return row


def _saved(row: Review, attempt: Attempt, review: data.Review, *, keep_verdict: bool) -> Review:
    row.attempt_code = attempt.code
    row.backend = attempt.backend
    row.is_active = attempt.removed_at is None
    if not keep_verdict:
        row.status = review.status
        row.reviewed_by_id = _reviewer_id(review, attempt)
    row.raw_data = raw_text(review.raw)
    row.encrypted_video_url = review.encrypted_video_url
    kept = as_kept(row, attempt)
    if kept._state.adding:
        return insert(kept)
    save(kept)
    return kept


def _reviewer_id(review: data.Review, attempt: Attempt) -> int | None:
    """By email address, and only who may review; anybody else is as good as nobody."""
    if not review.reviewed_by:
        return None
    with_address = get_user_model()._default_manager.filter(email__iexact=review.reviewed_by).order_by("pk")
    for user in with_address:
        # Some databases take an address with an accent for the one without.
        same = user.email.casefold() == review.reviewed_by.casefold()
        if same and platform.get().access.can_review(user, backend=attempt.backend):
            return int(user.pk)
    logger.warning("reviewer unknown or without permission attempt=%s backend=%s", attempt.code, attempt.backend)
    return None


def _replace_comments(row: Review, review: data.Review, *, is_new: bool) -> None:
    if not is_new:
        row.comments.all().delete()
    ReviewComment.objects.bulk_create(
        as_kept(_comment(row, position, comment), row.attempt) for position, comment in enumerate(review.comments)
    )


def _comment(row: Review, position: int, comment: data.ReviewComment) -> ReviewComment:
    return ReviewComment(
        review=row,
        position=position,
        start=plain_number(comment.start),
        stop=plain_number(comment.stop),
        duration=plain_number(comment.duration),
        comment=plain_text(comment.comment),
        status=plain_text(comment.status)[:LONGEST_WORD],
    )


def _noted(row: Review, review: data.Review, cause: Cause, *, is_new: bool) -> Revision:
    """`delivery` tells a repeat from a change, and the vendor's words from a person's."""
    values = {
        **revisions.values_of(row),
        "comments": len(review.comments),
        "delivery": _fingerprint(review),
        "delivered_status": review.status,
    }
    action = revisions.Action.CREATED if is_new else revisions.Action.CHANGED
    return revisions.record(row, action, cause=cause, values=values, learner_id=row.attempt.user_id)


def _history(earlier: Review | None) -> Sequence[Mapping[str, Any]]:
    """What the review was after each change, the newest first."""
    if earlier is None:
        return ()
    revisions_of_it = Revision.objects.filter(kind=revisions.kind_of(Review), object_id=earlier.pk)
    return list(revisions_of_it.order_by("-id").values_list("values", flat=True))


def _delivered_before(history: Sequence[Mapping[str, Any]], review: data.Review) -> bool:
    """Whether this is what the vendor sent last, whatever staff have made of it since."""
    deliveries = (values.get("delivery") for values in history)
    return next((mark for mark in deliveries if mark), None) == _fingerprint(review)


def _decided_by_person(history: Sequence[Mapping[str, Any]]) -> bool:
    """Whether somebody here has set the verdict; a reviewer whom the vendor names may be replaced by the vendor."""
    return any("delivery" not in values for values in history)


def _fingerprint(review: data.Review) -> str:
    """Of all but the video link, whose encryption differs each time. No part of it can be read from the mark."""
    comments = [[c.comment, c.status, c.start, c.stop, c.duration] for c in review.comments]
    parts = [review.status, comments, review.reviewed_by.casefold(), raw_text(review.raw)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _with_fresh_video(earlier: Review, review: data.Review, attempt: Attempt) -> Review:
    """A vendor may renew its link with an otherwise identical review."""
    before = earlier.encrypted_video_url
    earlier.encrypted_video_url = review.encrypted_video_url or before
    if as_kept(earlier, attempt).encrypted_video_url != before:
        Review.objects.filter(pk=earlier.pk).update(encrypted_video_url=earlier.encrypted_video_url)
    return earlier
