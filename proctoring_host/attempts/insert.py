"""Writes the row of a new attempt; whether there may be one is decided before."""

import uuid

from proctoring_host.attempts import log, newest
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Attempt, Effect, Exam
from proctoring_host.prepared import insert


def live_key_of(user_id: int, exam_id: int) -> str:
    return f"{user_id}:{exam_id}"


def registration_key(attempt_id: int) -> str:
    """The idempotency key of the effect that registers an attempt."""
    return f"register:{attempt_id}"


def insert_attempt(
    exam: Exam, user_id: int, *, taking_as_proctored: bool, cause: Cause, saved_seconds: int | None = None
) -> Attempt:
    """Within a transaction. Raises `IntegrityError` where the learner got a live attempt in the meantime.

    A vendor, where one takes part, hears of it after the commit.
    """
    policy = getattr(exam, "policy", None)
    attempt = Attempt(
        exam=exam,
        user_id=user_id,
        code=str(uuid.uuid4()).upper(),
        status=Status.CREATED,
        taking_as_proctored=taking_as_proctored,
        backend=exam.backend if taking_as_proctored else "",
        is_sample_attempt=exam.is_practice_exam,
        live_key=live_key_of(user_id, exam.pk),
        newest_in=exam.course_id,
        review_policy_id=policy.pk if policy else None,
        saved_seconds=saved_seconds,
    )
    insert(attempt)
    newest.supersede_others(attempt)
    transition = log.write(attempt, "", cause)
    if attempt.backend:
        register(attempt, cause, new_key=True)
    log.announce(transition, attempt, frozenset(), cause)
    return attempt


def register(attempt: Attempt, cause: Cause, *, new_key: bool = False) -> Effect:
    """Within a transaction; where it was written before that one is answered, as it is. `new_key` as in `enqueue`."""
    return enqueue(
        Kind.VENDOR_REGISTER,
        key=registration_key(attempt.pk),
        lane=f"attempt:{attempt.pk}",
        payload={},
        attempt=attempt,
        backend=attempt.backend,
        cause=cause,
        new_key=new_key,
    )
