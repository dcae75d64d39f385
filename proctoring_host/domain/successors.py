"""When a learner may have a further attempt at an exam, and when a broken one may be resumed."""

from proctoring_host.domain.facts import AttemptFacts
from proctoring_host.domain.guards import in_resume_process
from proctoring_host.domain.rules import Refusal
from proctoring_host.domain.statuses import IN_PROGRESS, ONBOARDING_ERRORS, ExamKind, Status
from proctoring_host.domain.words import gettext_noop

EXISTS = gettext_noop("There is an attempt for this exam already.")
NOT_RESUMABLE = gettext_noop("Only an attempt that ended in an error can be made ready to be resumed.")


def refuse_new_attempt(newest: AttemptFacts) -> Refusal | None:
    """Why the learner may not have an attempt after this one; None when they may.

    A practice attempt gives way to a new one unless it is running: its clock would go on behind the new one's back.
    """
    return None if _gives_way(newest) else Refusal(code="attempt_exists", message=EXISTS)


def _gives_way(newest: AttemptFacts) -> bool:
    if newest.status is Status.ERROR and in_resume_process(newest):
        return True
    # The exam lost its proctoring, and with it what kept the learner out.
    if newest.kind is ExamKind.TIMED and newest.status in ONBOARDING_ERRORS:
        return True
    return newest.is_sample and newest.status not in IN_PROGRESS


def refuse_resuming(facts: AttemptFacts) -> Refusal | None:
    """Why staff may not let the learner go on; None when they may, and when they already did."""
    if facts.archived or not facts.resumable:
        return Refusal(code="not_resumable", message=NOT_RESUMABLE)
    return None
