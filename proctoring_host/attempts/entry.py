"""Whether a learner may begin an exam at all, and comes in time."""

from datetime import datetime

from django.utils.translation import gettext as _

from proctoring_host import platform
from proctoring_host.attempts.due import is_past_due
from proctoring_host.errors import AttemptPastDue, PermissionRefused
from proctoring_host.exams.queries import exam_data
from proctoring_host.models import Exam


def may_take(exam: Exam, user_id: int) -> bool:
    """The platform decides who takes proctored exams; a timed one is for everybody."""
    return not exam.is_proctored or platform.get().access.can_take_proctored(user_id, exam_data(exam))


def require_may_take(exam: Exam, user_id: int) -> None:
    """Raises `PermissionRefused`."""
    if not may_take(exam, user_id):
        raise PermissionRefused(_("You may not take proctored exams in this course."))


def refuse_late_entry(exam: Exam, user_id: int, at: datetime) -> None:
    """Raises `AttemptPastDue`. A practice is let through: what is to be said about it is said at its registration."""
    if not exam.is_practice_exam and is_past_due(exam, user_id, at):
        raise AttemptPastDue(_("The due date of this exam has passed, so it can no longer be begun."))
