"""Who declines one proctored exam of a course declines them all."""

from collections.abc import Callable
from dataclasses import replace

from django.db import IntegrityError, transaction

from proctoring_host.attempts.insert import insert_attempt, live_key_of
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.domain.rules import Refusal
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.models import Attempt, Exam

Change = Callable[[Attempt, Status, Cause], Refusal | None]
REASON = "Another proctored exam of the course was declined (attempt %s)."


def decline_others(attempt: Attempt, cause: Cause, change: Change) -> None:
    """Decline the learner's other active proctored exams, practice excepted; what is completed stays.

    `change` is `change.change_locked`, which calls this. The learner's attempts of the course are locked already.
    """
    following = replace(cause, actor=Actor.SYSTEM, reason=REASON % attempt.pk)
    others = Exam.objects.select_related("policy").filter(
        course_id=attempt.exam.course_id, is_active=True, is_proctored=True, is_practice_exam=False
    )
    for exam in others.exclude(pk=attempt.exam_id).order_by("pk"):
        change(_attempt_at(exam, attempt.user_id, following), Status.DECLINED, following)


def _attempt_at(exam: Exam, user_id: int, cause: Cause) -> Attempt:
    live = Attempt.objects.filter(live_key=live_key_of(user_id, exam.pk)).values_list("pk", flat=True)
    if not live:
        try:
            with transaction.atomic():
                return insert_attempt(exam, user_id, taking_as_proctored=False, cause=cause)
        except IntegrityError:
            # The learner began that exam at this very moment; that attempt is declined instead.
            live = live.all()
    return lock(live[0])
