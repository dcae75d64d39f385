"""A learner asks for an exam: what has to hold before there is an attempt, and what follows at once."""

from proctoring_host.attempts import queries
from proctoring_host.attempts.create import create_attempt_at
from proctoring_host.attempts.entry import refuse_late_entry, require_may_take
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.start import start_unless_begun
from proctoring_host.cause import Cause
from proctoring_host.domain.guards import NO_SET_UP
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Status
from proctoring_host.errors import AttemptExists
from proctoring_host.models import Attempt, Exam

UNDER_WAY = PRE_STARTED | IN_PROGRESS
GIVEN_UP = frozenset({Status.DECLINED})


def begin_attempt(exam: Exam, user_id: int, *, taking_as_proctored: bool, start_clock: bool, cause: Cause) -> Attempt:
    """`create_attempt_at` for who may have one. With `start_clock` an exam that needs no set-up is started, too.

    Raises `PermissionRefused` besides what `create_attempt_at` and `start_unless_begun` raise.
    """
    require_may_take(exam, user_id)
    refuse_late_entry(exam, user_id, cause.at)
    attempt = create_attempt_at(exam, user_id, taking_as_proctored=taking_as_proctored, cause=cause)
    if start_clock and attempt.status == Status.CREATED and _needs_no_set_up(attempt, cause):
        return start_unless_begun(attempt.pk, cause=cause)
    return attempt


def enter_exam(exam: Exam, user_id: int, *, taking_as_proctored: bool, cause: Cause) -> Attempt:
    """For the buttons of an entrance, also in a tab that is behind: who has an attempt goes on with it.

    It is started where it needs no set-up. Raises what `begin_attempt` raises.
    """
    try:
        return begin_attempt(exam, user_id, taking_as_proctored=taking_as_proctored, start_clock=True, cause=cause)
    except AttemptExists:
        attempt = queries.current_attempt(user_id, exam.pk)
        if attempt is None or attempt.status not in (UNDER_WAY if taking_as_proctored else GIVEN_UP):
            raise
    if attempt.status in PRE_STARTED and _needs_no_set_up(attempt, cause):
        return start_unless_begun(attempt.pk, cause=cause)
    return attempt


def _needs_no_set_up(attempt: Attempt, cause: Cause) -> bool:
    return NO_SET_UP.holds(facts_of(attempt, Status.CREATED, cause.at))
