"""Staff let a learner go on after an error."""

from django.db import transaction

from proctoring_host.attempts import log, mails
from proctoring_host.attempts.change import refused
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.mails import MailKind
from proctoring_host.domain.statuses import Status
from proctoring_host.domain.successors import refuse_resuming
from proctoring_host.models import Attempt


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
