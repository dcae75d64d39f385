"""A site with so much in each table that PostgreSQL would rather not read the whole of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from proctoring_host.models import (
    Attempt,
    Effect,
    EffectState,
    Exam,
    Pseudonym,
    Review,
    ReviewComment,
    ReviewPolicy,
    Revision,
    Transition,
)
from tests.factories import T0

COURSES, EXAMS, LEARNERS = 200, 5, 4000
# Several for each of the newest attempts.
ALLOWANCES = """
    INSERT INTO proctoring_host_allowance (created, modified, user_id, exam_id, key, value)
    SELECT created, modified, user_id, exam_id, 'key-' || n, '5'
    FROM proctoring_host_attempt, generate_series(1, 4) n WHERE newest_in IS NOT NULL
"""
INCIDENTS = """
    INSERT INTO proctoring_host_incident
        (reference, kind, exam_id, attempt_id, user_id, backend, detail, facts, correlation_id, at)
    SELECT 'N' || n || '-' || id, 'client', exam_id, id, user_id, '', '', '{}', '', created
    FROM proctoring_host_attempt, generate_series(1, 4) n WHERE newest_in IS NOT NULL
"""
BUSY = "course-v1:Big+C0+2026"


def seed() -> None:
    """Each learner has two attempts at one exam; one of eight is in the busy course."""
    exams = _made(Exam, [_exam(number) for number in range(COURSES * EXAMS)])
    _made(ReviewPolicy, [ReviewPolicy(exam=exam, text="Only a pencil.") for exam in exams])
    users = _made(User, [User(username=f"who{n}", email=f"who{n}@example.com") for n in range(LEARNERS)])
    attempts = _made(
        Attempt, [_attempt(exams, user, number, turn) for number, user in enumerate(users) for turn in (0, 1)]
    )
    _made(Transition, [Transition(attempt=each, to_status="created", actor="learner", at=T0) for each in attempts])
    _made(Effect, [_effect(each) for each in attempts])
    _made(Pseudonym, [Pseudonym(user=user, backend="fake", value=f"p{user.pk}") for user in users])
    _reviews(attempts[1::2])
    with connection.cursor() as cursor:
        for statement in (ALLOWANCES, INCIDENTS, "VACUUM ANALYZE"):
            cursor.execute(statement)


def _made(model: Any, rows: Sequence[Any]) -> list[Any]:
    return list(model._base_manager.bulk_create(rows, batch_size=2000))


def _exam(number: int) -> Exam:
    return Exam(
        course_id=f"course-v1:Big+C{number // EXAMS}+2026",
        content_id=f"block-v1:Big+type@sequential+block@{number}",
        external_id=f"vendor-exam-{number}",
        exam_name=f"Exam {number}",
        time_limit_mins=90,
        is_proctored=True,
        backend="fake",
    )


def _attempt(exams: Sequence[Exam], user: User, number: int, turn: int) -> Attempt:
    exam = exams[number % EXAMS if number % 8 == 1 else number % len(exams)]
    runs = turn and number % 100 == 0
    return Attempt(
        user=user,
        exam=exam,
        code=f"CODE-{number}-{turn}",
        external_id=f"external-{number}-{turn}",
        backend="fake",
        status="started" if runs else "submitted" if turn else "onboarding_reset",
        taking_as_proctored=True,
        live_key=f"{user.pk}:{exam.pk}" if turn else None,
        newest_in=exam.course_id if turn else None,
        started_at=T0,
        allowed_seconds=5400,
        deadline_at=T0 + timedelta(minutes=90 + number),
        completed_at=None if runs else T0 + timedelta(minutes=number),
    )


def _effect(attempt: Attempt) -> Effect:
    """Almost all are done, as on a site that has run for a while."""
    waits = attempt.pk % 400 == 0
    return Effect(
        kind="vendor_notify",
        key=f"notify:{attempt.pk}",
        lane=f"attempt:{attempt.pk}",
        attempt=attempt,
        backend="fake",
        state=EffectState.PENDING if waits else EffectState.DONE,
        next_at=T0,
    )


def _reviews(attempts: Sequence[Attempt]) -> None:
    reviews = _made(
        Review, [Review(attempt=each, attempt_code=each.code, backend="fake", status="passed") for each in attempts]
    )
    _made(ReviewComment, [ReviewComment(review=each, position=n, comment="?") for each in reviews for n in (0, 1)])
    _made(Revision, [Revision(kind="review", object_id=each.pk, action="created", at=T0) for each in reviews])
