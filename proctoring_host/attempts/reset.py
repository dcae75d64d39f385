"""A learner repeats a practice."""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.attempts.archive import archive
from proctoring_host.attempts.change import change_locked, refused, settle_locked
from proctoring_host.attempts.create import check_wish, create_attempt_at
from proctoring_host.attempts.locks import lock
from proctoring_host.attempts.queries import current_attempt, get_attempt
from proctoring_host.attempts.timeout import settle
from proctoring_host.attempts.vendor import remove_later
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.rules import Refusal
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.announcements import track_reset
from proctoring_host.errors import TransitionRefused
from proctoring_host.models import Attempt


def reset_practice(attempt_id: int, *, cause: Cause) -> Attempt:
    """Set a practice aside and make a new attempt, which is returned. Never within a transaction.

    A submitted one is removed, and at the vendor as soon as that can be reached; any other stays, as reset. Refused
    while it runs and once it is verified. Asked again, it answers with the attempt made then, or makes it if that had
    not come about. Raises `AttemptNotFound`.
    """
    attempt = settle(get_attempt(attempt_id, removed_too=True), cause)
    if not attempt.is_sample_attempt:
        get_attempt(attempt_id)
        raise TransitionRefused(_("Only the attempt at a practice exam can be reset."))
    follower = _follower_of(attempt)
    if follower is not None:
        return follower
    # Whatever would refuse the new attempt must do so while there is still the old one.
    check_wish(attempt.exam, attempt.user_id, taking_as_proctored=True, cause=cause)
    _set_aside(attempt_id, cause)
    # One that is there by now was made by another reset of this attempt, and is the answer to this one, too.
    return create_attempt_at(attempt.exam, attempt.user_id, taking_as_proctored=True, cause=cause, came_first=True)


def _follower_of(attempt: Attempt) -> Attempt | None:
    if attempt.live_key is not None:
        return None
    newest = current_attempt(attempt.user_id, attempt.exam_id)
    return newest if newest is not None and newest.live_key else None


@retried
def _set_aside(attempt_id: int, cause: Cause) -> None:
    with transaction.atomic():
        row = lock(attempt_id)
        settle_locked(row, cause)
        if row.removed_at is not None:
            return
        refusal = _put_away(row, cause)
        if not refusal:
            track_reset(row, cause)
    if refusal:
        raise refused(row, refusal)


def _put_away(row: Attempt, cause: Cause) -> Refusal | None:
    if row.status != Status.SUBMITTED:
        return change_locked(row, Status.ONBOARDING_RESET, cause)
    archive(row, cause)
    remove_later(row, cause)
    return None
