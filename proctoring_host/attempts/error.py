"""Something broke on the learner's side."""

from dataclasses import replace

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Status
from proctoring_host.models import Attempt

LONGEST_DETAIL = 500


def report_error(attempt_id: int, *, cause: Cause, detail: str) -> Attempt:
    """What is left on the clock is saved. An attempt that is over already is returned as it is.

    `detail` is what the client saw; it goes into the log of the attempt, shortened and on one line.
    """
    reason = " ".join(detail.split())[:LONGEST_DETAIL] or cause.reason
    still_open = PRE_STARTED | IN_PROGRESS
    return change_status(attempt_id, Status.ERROR, cause=replace(cause, reason=reason), only_from=still_open)
