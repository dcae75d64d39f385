"""The learner begins, or goes on."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from proctoring_host.attempts.change import change_status
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import PRE_STARTED, Status
from proctoring_host.errors import InvalidValue
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt


def start_attempt(attempt_id: int, *, cause: Cause) -> Attempt:
    """The first start sets the deadline; one after `stop` goes on with the same clock; a running one is refused.

    Raises `FeatureDisabled` besides what `change_status` raises.
    """
    require_feature()
    return change_status(attempt_id, Status.STARTED, cause=cause)


def start_here(attempt: Attempt, *, may_enter: Callable[[Attempt], bool], cause: Cause) -> Attempt:
    """For a page that shows the exam itself: no clock starts in a browser that the backend would not let see it.

    Raises `InvalidValue` for such a browser.
    """
    if not may_enter(attempt):
        raise InvalidValue(_("Start this exam in the browser that the proctoring software opened for you."))
    return start_attempt(attempt.pk, cause=cause)


def start_unless_begun(attempt_id: int, *, cause: Cause) -> Attempt:
    """For who asked for an attempt and its start at once: by a double click the other request may have started it."""
    require_feature()
    return change_status(attempt_id, Status.STARTED, cause=cause, only_from=PRE_STARTED)
