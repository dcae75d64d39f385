"""Who declines one proctored exam of a course declines them all."""

from collections.abc import Callable
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

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
    for exam in _others(attempt.exam):
        change(_attempt_at(exam, attempt.user_id, following), Status.DECLINED, following)


def make_earlier(exam: Exam, user_id: int, cause: Cause) -> None:
    """Make the attempts at those other exams that `decline_others` would come to before this one."""
    following = replace(cause, actor=Actor.SYSTEM, reason="Another proctored exam of the course is being declined.")
    for other in _others(exam).filter(pk__lt=exam.pk):
        _attempt_at(other, user_id, following)


def _others(exam: Exam) -> QuerySet[Exam]:
    """Always in the same order."""
    proctored = Exam.objects.select_related("policy").filter(
        course_id=exam.course_id, is_active=True, is_proctored=True, is_practice_exam=False
    )
    return proctored.exclude(pk=exam.pk).order_by("pk")


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
