"""The learner says that they are done, and is asked whether they are sure."""

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt


def stop_attempt(attempt_id: int, *, cause: Cause) -> Attempt:
    """The clock goes on; `start.start_attempt` leads back."""
    return change_status(attempt_id, Status.READY_TO_SUBMIT, cause=cause)
