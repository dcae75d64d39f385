"""Gives a learner an allowance."""

from django.utils.translation import gettext as _

from proctoring_host.allowances.keep import keep
from proctoring_host.allowances.values import checked_key, checked_value
from proctoring_host.cause import Cause
from proctoring_host.errors import ExamInactive
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
    learner = find_user(user_id)
    pair = (exam.pk, int(learner.pk))
    return keep({pair}, kind, text, cause)[pair]


def require_active(exam: Exam) -> None:
    """Raises `ExamInactive`, which is an `AllowanceInvalid`."""
    if not exam.is_active:
        raise ExamInactive(_("This exam is not active, so nothing can be allowed for it."), field="exam_id")
