"""Takes away what waited for an onboarding that is now done."""

from dataclasses import replace

from proctoring_host.attempts.archive import archive
from proctoring_host.attempts.locks import lock_together
from proctoring_host.attempts.vendor import remove_later
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import ONBOARDING_ERRORS, Actor
from proctoring_host.models import Attempt

REASON = "an onboarding exam was completed (attempt %s)."


def clear_blocks(onboarding: Attempt, cause: Cause) -> None:
    """Remove the learner's attempts that wait in an onboarding status, in all courses, at the same vendor.

    Within the transaction that completes the onboarding; a vendor that knows such an attempt is asked to remove it
    after the commit. An onboarding at one vendor means nothing to another one.
    """
    following = replace(cause, actor=Actor.SYSTEM, reason=REASON % onboarding.pk)
    blocked = Attempt.objects.filter(
        user_id=onboarding.user_id, backend=onboarding.backend, status__in=ONBOARDING_ERRORS
    )
    # From the oldest on: whichever is removed last hands on to an attempt that stays.
    for attempt in reversed(lock_together(blocked)):
        archive(attempt, following)
        remove_later(attempt, following)
