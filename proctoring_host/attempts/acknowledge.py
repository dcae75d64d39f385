"""The learner has seen the result, and the exam's content may be shown again."""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.attempts import log
from proctoring_host.attempts.locks import lock, unknown
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import FeatureDisabled
from proctoring_host.models import Attempt


@retried
def acknowledge(attempt_id: int, *, cause: Cause) -> Attempt:
    """Not a change of status. Raises `FeatureDisabled` (404) where content past due is not shown at all."""
    if not conf.get().viewable_past_due:
        raise FeatureDisabled(_("Cannot update attempt review status"))
    with transaction.atomic():
        attempt = lock(attempt_id)
        if attempt.removed_at is not None:
            raise unknown(attempt_id)
        if not attempt.is_status_acknowledged:
            attempt.is_status_acknowledged = True
            attempt.save(update_fields=["is_status_acknowledged", "modified"])
            log.note(attempt, cause, "Result acknowledged")
    return attempt
