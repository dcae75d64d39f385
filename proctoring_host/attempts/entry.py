"""Whether a learner comes in time to begin an exam at all."""

from datetime import datetime

from django.utils.translation import gettext as _

from proctoring_host.attempts.due import is_past_due
from proctoring_host.errors import AttemptPastDue
from proctoring_host.models import Exam


def refuse_late_entry(exam: Exam, user_id: int, at: datetime) -> None:
    """Raises `AttemptPastDue`. A practice is let through: what is to be said about it is said at its registration."""
    if not exam.is_practice_exam and is_past_due(exam, user_id, at):
        raise AttemptPastDue(_("The due date of this exam has passed, so it can no longer be begun."))
