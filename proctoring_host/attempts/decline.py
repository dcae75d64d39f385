"""The learner takes the exam without proctoring."""

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt


def decline_attempt(attempt_id: int, *, cause: Cause) -> Attempt:
    """Declines the learner's other proctored exams of the course in the same transaction."""
    return change_status(attempt_id, Status.DECLINED, cause=cause)
