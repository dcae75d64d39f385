"""The report of a course's attempts and of what their reviews found."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch

from proctoring_host.domain.durations import whole_minutes
from proctoring_host.domain.reviews import stored_word
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.models import Attempt, Review, ReviewComment

CHUNK = 500


def violation_report(course_id: object, *, include_practice_exams: bool = False) -> Iterator[dict[str, Any]]:
    """A row for each attempt of the course, by name of the exam and the newest first; with its review.

    Reviews of practice exams are there only when asked for.

    The remarks of a review are lists under `<comment status> Comments`. Keys and words are the reference's. Rows are
    read in chunks of `CHUNK`, so that neither memory nor the wait for the first row grows with the course.
    """
    reviews = Review.objects.prefetch_related(Prefetch("comments", ReviewComment.objects.order_by("position")))
    if not include_practice_exams:
        reviews = reviews.filter(attempt__exam__is_practice_exam=False)
    rows = Attempt.objects.filter(exam__course_id=str(course_id)).select_related("exam", "user")
    rows = rows.prefetch_related(Prefetch("review", reviews)).order_by("exam__exam_name", "-pk")
    return map(_row, rows.iterator(chunk_size=CHUNK))


def _row(attempt: Attempt) -> dict[str, Any]:
    user = get_user_model()
    review: Review | None = getattr(attempt, "review", None)
    return {
        "course_id": attempt.exam.course_id,
        "exam_name": attempt.exam.exam_name,
        "username": attempt.user.get_username(),
        "email": getattr(attempt.user, user.get_email_field_name()),
        "attempt_code": attempt.code,
        "allowed_time_limit_mins": whole_minutes(attempt.allowed_seconds),
        "is_sample_attempt": attempt.is_sample_attempt,
        "started_at": attempt.started_at,
        "completed_at": attempt.completed_at,
        "status": attempt.status,
        "review_status": stored_word(ReviewStatus(review.status)) if review else None,
        "provider": attempt.exam.backend,
        "user_id": attempt.user_id,
        **(_remarks(review) if review else {}),
    }


def _remarks(review: Review) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for comment in review.comments.all():
        found.setdefault(f"{comment.status} Comments", []).append(comment.comment)
    return found
