"""The one way to another status: lock, decide, write, log, tell."""

import logging
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from proctoring_host.attempts import cascade, log
from proctoring_host.attempts.apply import apply
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.locks import lock, lock_all_of
from proctoring_host.attempts.vendor import remove_later
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.rules import Move, Refusal
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Actor, Status
from proctoring_host.domain.transitions import decide
from proctoring_host.errors import AttemptStarted, NotResumable, TransitionRefused
from proctoring_host.models import Attempt
from proctoring_host.onboarding.blocks import clear_blocks
from proctoring_host.prepared import save

logger = logging.getLogger(__name__)
TIME_IS_UP = "The deadline had passed."
OPEN = PRE_STARTED | IN_PROGRESS
# One live attempt for each learner and exam, whatever staff do to an old one.
SUPERSEDED = gettext_noop("This attempt was set aside for a newer one and cannot be taken up again.")


@retried
def change_status(attempt_id: int, to: Status, *, cause: Cause, only_from: frozenset[Status] | None = None) -> Attempt:
    """Ask for a status, and get the saved attempt, which may stand elsewhere or have stood there before.

    A running attempt whose time is up is settled first, and stays so if the request is then refused. With `only_from`
    the request is dropped without a word unless the attempt stands in one of these statuses. Vendor, mail and
    observers hear of the change after the commit. Raises `AttemptNotFound` and `TransitionRefused`.
    """
    with transaction.atomic():
        if to is Status.DECLINED:
            _lock_course(attempt_id)
        attempt = lock(attempt_id)
        settle_locked(attempt, cause)
        wanted = only_from is None or attempt.status in only_from
        refusal = change_locked(attempt, to, cause) if wanted else None
    if refusal:
        raise refused(attempt, refusal)
    return attempt


def change_locked(attempt: Attempt, to: Status, cause: Cause) -> Refusal | None:
    """The same for a row the caller has locked; the refusal is returned, because raising would undo a settlement."""
    answer = decide(facts_of(attempt, to, cause.at), to, cause.actor)
    if isinstance(answer, Refusal):
        return answer
    if answer.changed and answer.to in OPEN and attempt.status not in OPEN and attempt.live_key is None:
        return Refusal(code="superseded", message=SUPERSEDED)
    if answer.changed:
        _carry_out(attempt, answer, cause)
    return None


def settle_locked(attempt: Attempt, cause: Cause) -> None:
    """End a running attempt whose deadline had passed when the cause arrived. The clock is the actor."""
    if is_overdue(attempt, cause):
        clock = replace(cause, actor=Actor.CLOCK, user_id=None, reason=TIME_IS_UP)
        change_locked(attempt, Status.TIMED_OUT, clock)


def is_overdue(attempt: Attempt, cause: Cause) -> bool:
    running = attempt.status in IN_PROGRESS and attempt.removed_at is None
    return running and attempt.deadline_at is not None and attempt.deadline_at <= cause.at


def refused(attempt: Attempt, refusal: Refusal) -> TransitionRefused:
    """The refusal as an error, in the sentence clients know where they know one."""
    if refusal.code == "already_started":
        text = _("Cannot start exam attempt for exam_id=%(exam)s and user_id=%(user)s because it has already started!")
        return AttemptStarted(text % {"exam": attempt.exam_id, "user": attempt.user_id})
    kind = NotResumable if refusal.code == NotResumable.code else TransitionRefused
    error = kind(_(refusal.message) % refusal.values)
    error.code = refusal.code
    return error


def _carry_out(attempt: Attempt, move: Move, cause: Cause) -> None:
    before, known_as, completed_before = attempt.status, attempt.external_id, attempt.completed_at
    apply(attempt, move, cause.at)
    save(attempt)
    transition = log.write(attempt, before, cause)
    first = completed_before is None and attempt.completed_at is not None
    log.announce(transition, attempt, move.consequences, cause, first_completion=first)
    if Consequence.REMOVE_AT_VENDOR in move.consequences:
        remove_later(attempt, cause, known_as)
    logger.info(
        "attempt changed attempt=%s from=%s to=%s rule=%s actor=%s correlation=%s",
        attempt.pk,
        before,
        move.to.value,
        move.rule,
        cause.actor.value,
        cause.correlation_id,
    )
    # A declined attempt always speaks for its learner, so the cascade needs no look at its siblings.
    if Consequence.CASCADE_DECLINES in move.consequences:
        cascade.decline_others(attempt, cause, change_locked)
    if Consequence.CLEAR_ONBOARDING_BLOCKS in move.consequences:
        clear_blocks(attempt, cause)


def _lock_course(attempt_id: int) -> None:
    """Not for a practice, which is locked before others of the course where it is completed, and declines none."""
    exams = Attempt.everything.filter(pk=attempt_id, exam__is_practice_exam=False)
    where = exams.values_list("user_id", "exam__course_id").first()
    if where:
        lock_all_of(*where)
