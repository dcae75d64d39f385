"""The learner fetches the proctoring software."""

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt


def click_download(attempt_id: int, *, cause: Cause) -> Attempt:
    """A running attempt is handed in by it: nobody sets up twice for one exam."""
    return change_status(attempt_id, Status.DOWNLOAD_SOFTWARE_CLICKED, cause=cause)
