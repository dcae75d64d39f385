"""The report of a course, as instructors download it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.models import Attempt, Review, ReviewComment
from proctoring_host.reviews.report import violation_report
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_user

pytestmark = pytest.mark.django_db


def reviewed(attempt: Attempt, status: ReviewStatus = ReviewStatus.SUSPICIOUS, **remarks: str) -> Attempt:
    review = Review.objects.create(attempt=attempt, attempt_code=attempt.code, backend=attempt.backend, status=status)
    for position, (word, remark) in enumerate(remarks.items()):
        ReviewComment.objects.create(review=review, position=position, status=word, comment=remark)
    return attempt


def test_a_row_tells_all_about_an_attempt_and_its_review() -> None:
    user = make_user("ada")
    attempt = make_attempt(make_exam(exam_name="Final"), user, Status.REJECTED)
    reviewed(attempt, Suspicious="Looked away", Unknown="A phone")

    (row,) = violation_report(COURSE)

    assert row == {
        "course_id": COURSE,
        "exam_name": "Final",
        "username": "ada",
        "email": "ada@example.com",
        "attempt_code": attempt.code,
        "allowed_time_limit_mins": 90,
        "is_sample_attempt": False,
        "started_at": attempt.started_at,
        "completed_at": attempt.completed_at,
        "status": "rejected",
        "review_status": "Suspicious",
        "provider": "fake",
        "user_id": user.pk,
        "Suspicious Comments": ["Looked away"],
        "Unknown Comments": ["A phone"],
    }


def test_rows_are_in_the_order_of_their_exams_and_those_without_a_review_have_none() -> None:
    for name in ("Second", "First"):
        make_attempt(make_exam(exam_name=name))
    make_attempt(make_exam(course_id="course-v1:Other+T1+2026"))

    rows = list(violation_report(COURSE))

    assert [row["exam_name"] for row in rows] == ["First", "Second"]
    assert {row["review_status"] for row in rows} == {None}


def test_reviews_of_practice_exams_are_told_only_when_asked_for() -> None:
    reviewed(make_attempt(make_practice_exam()), ReviewStatus.PASSED)

    assert [row["review_status"] for row in violation_report(COURSE)] == [None]
    assert [row["review_status"] for row in violation_report(COURSE, include_practice_exams=True)] == ["Clean"]


@pytest.mark.parametrize("attempts", [1, 6])
def test_a_chunk_needs_three_queries_however_many_attempts_it_has(attempts: int) -> None:
    exam = make_exam()
    for _ in range(attempts):
        reviewed(make_attempt(exam), Suspicious="Looked away")

    with CaptureQueriesContext(connection) as queries:
        rows = list(violation_report(COURSE))

    assert len(rows) == attempts
    assert len(queries) == 3
