"""What a changed allowance means for an attempt that is under way."""

from proctoring_host.attempts.due import recompute_deadline
from proctoring_host.cause import Cause
from proctoring_host.models import Attempt


def move_deadline(user_id: int, exam_id: int, cause: Cause) -> None:
    """Lock the learner's present attempts, running or not, and give the running one its new deadline.

    The locks make a start that happens at the same time see the new allowance, or be seen here as running.
    """
    for attempt in Attempt.objects.filter(user_id=user_id, exam_id=exam_id).order_by("id"):
        recompute_deadline(attempt, cause=cause)
