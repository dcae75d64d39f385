"""Gives a learner an allowance."""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.allowances import mails
from proctoring_host.allowances.deadlines import move_deadline
from proctoring_host.allowances.values import checked_key, checked_value
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import ExamInactive
from proctoring_host.exams import revisions
from proctoring_host.exams.queries import get_exam
from proctoring_host.feature import require_feature
from proctoring_host.models import Allowance, Exam
from proctoring_host.people.users import find_user


def set_allowance(exam_id: int, user_id: int | str, key: str, value: object, cause: Cause) -> Allowance:
    """Give or change an allowance; `user_id` may also be a username or an email address.

    A running attempt gets its new deadline in the same transaction. Raises `ExamNotFound`, `UserNotFound`,
    `AllowanceInvalid` (also for an exam that is not active), `FeatureDisabled`.
    """
    require_feature()
    kind = checked_key(key)
    text = checked_value(kind, value)
    exam = get_exam(exam_id)
    require_active(exam)
    return keep(exam.pk, find_user(user_id).pk, kind, text, cause)


def require_active(exam: Exam) -> None:
    """Raises `ExamInactive`, which is an `AllowanceInvalid`."""
    if not exam.is_active:
        raise ExamInactive(_("This exam is not active, so nothing can be allowed for it."), field="exam_id")


@retried
def keep(exam_id: int, user_id: int, key: str, value: str, cause: Cause) -> Allowance:
    """What is left to do when exam, learner, kind and value have been checked."""
    with transaction.atomic():
        allowance, made = Allowance.objects.select_for_update().get_or_create(
            user_id=user_id, exam_id=exam_id, key=key, defaults={"value": value}
        )
        if not made and allowance.value == value:
            return allowance
        allowance.value = value
        allowance.save(update_fields=["value", "modified"])
        revision = revisions.record(
            allowance,
            revisions.Action.CREATED if made else revisions.Action.CHANGED,
            cause=cause,
            values=revisions.values_of(allowance),
            learner_id=user_id,
        )
        move_deadline(user_id, exam_id, cause)
        mails.tell_learner(allowance, revision, cause)
    return allowance
