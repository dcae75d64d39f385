"""Ends attempts whose time is up: every read that shows a clock asks for it, and the worker sweeps the others."""

from django.db import transaction

from proctoring_host import conf
from proctoring_host.attempts.change import is_overdue, settle_locked
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.models import Attempt


@retried
def settle(attempt: Attempt, cause: Cause) -> Attempt:
    """The attempt as it stands at `cause.at`; the same object, and no query, unless its time is up.

    It is handed in as of its deadline, or is timed out where the site keeps that apart. In Studio it stays as it is:
    nobody could be told there, and the LMS ends it.
    """
    if not is_overdue(attempt, cause) or conf.get().in_studio:
        return attempt
    with transaction.atomic():
        row = lock(attempt.pk)
        settle_locked(row, cause)
    return row
