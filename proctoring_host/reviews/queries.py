"""Questions about reviews. The number of queries does not depend on the number of rows."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from proctoring_host import data
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.models import Review


def whole_reviews() -> QuerySet[Review]:
    """With attempt, exam, learner, reviewer and comments: two queries for any number."""
    return Review.objects.select_related("attempt__exam", "attempt__user", "reviewed_by").prefetch_related("comments")


def review_of(attempt_id: int) -> Review | None:
    return whole_reviews().filter(attempt_id=attempt_id).first()


def review_data(review: Review) -> data.Review:
    """The review as plugins see it, without its reviewer, who is nobody's business."""
    return data.Review(
        status=ReviewStatus(review.status),
        attempt_code=review.attempt_code,
        external_id=review.attempt.external_id or "",
        comments=tuple(
            data.ReviewComment(
                comment=row.comment, status=row.status, start=row.start, stop=row.stop, duration=row.duration
            )
            for row in review.comments.all()
        ),
        encrypted_video_url=review.encrypted_video_url,
        raw=_raw(review.raw_data),
    )


def _raw(text: str) -> Mapping[str, Any]:
    """Older rows may hold anything."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
