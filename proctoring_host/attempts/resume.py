"""Staff let a learner go on after an error."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from proctoring_host.attempts import log, mails
from proctoring_host.attempts.change import refused
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.mails import MailKind
from proctoring_host.domain.statuses import Status
from proctoring_host.domain.successors import refuse_resuming
from proctoring_host.errors import NotResumable
from proctoring_host.models import Attempt

NOT_ALLOWED = gettext_noop("Nobody has allowed the learner to go on with this attempt.")


@retried
def mark_ready_to_resume(attempt_id: int, *, cause: Cause) -> Attempt:
    """The learner's next `create_attempt` for this exam then goes on with the time that was left.

    May be repeated. Raises `TransitionRefused` for an attempt that is not resumable.
    """
    with transaction.atomic():
        attempt = lock(attempt_id)
        refusal = refuse_resuming(facts_of(attempt, Status.ERROR, cause.at))
        if refusal:
            raise refused(attempt, refusal)
        if not attempt.ready_to_resume:
            attempt.ready_to_resume = True
            attempt.save(update_fields=["ready_to_resume", "modified"])
            noted = log.note(attempt, cause, "Made ready to be resumed")
            mails.about_transition(MailKind.RESUME_GRANTED, noted, attempt, cause)
    return attempt


@retried
def mark_resumed(attempt_id: int, *, cause: Cause) -> Attempt:
    """For a platform that says itself that its learner goes on; `create_attempt` does it otherwise.

    The learner's next `create_attempt` for this exam still goes on with the time that was left. May be repeated.
    Raises `NotResumable` unless the attempt was made ready to be resumed.
    """
    with transaction.atomic():
        attempt = lock(attempt_id)
        if attempt.removed_at is not None or not (attempt.ready_to_resume or attempt.resumed):
            raise NotResumable(_(NOT_ALLOWED))
        if not attempt.resumed:
            attempt.resumed = True
            attempt.is_resumable = attempt.ready_to_resume = False
            attempt.save(update_fields=["resumed", "is_resumable", "ready_to_resume", "modified"])
            log.note(attempt, cause, "Marked as resumed")
    return attempt
