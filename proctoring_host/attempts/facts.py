"""Reads from a row what the transition table may look at."""

from datetime import datetime

from proctoring_host import conf
from proctoring_host.attempts.due import is_past_due
from proctoring_host.domain.facts import AttemptFacts
from proctoring_host.domain.statuses import Status
from proctoring_host.exams.queries import get_exam, kind_of
from proctoring_host.models import Attempt


def has_backend(attempt: Attempt) -> bool:
    """Whether a vendor takes part; not once the learner has declined."""
    return attempt.taking_as_proctored and bool(attempt.backend)


def facts_of(attempt: Attempt, to: Status, at: datetime) -> AttemptFacts:
    """`to` decides whether the platform is asked for the due date: only a start depends on it."""
    _with_exam(attempt)
    return AttemptFacts(
        status=Status(attempt.status),
        kind=kind_of(attempt.exam),
        has_backend=has_backend(attempt),
        registered=bool(attempt.external_id),
        proctored=attempt.taking_as_proctored,
        is_sample=attempt.is_sample_attempt,
        started_before=attempt.started_at is not None,
        submitted_before=attempt.completed_at is not None or attempt.timed_out_at is not None,
        archived=attempt.removed_at is not None,
        past_due=to is Status.STARTED and is_past_due(attempt.exam, attempt.user_id, at),
        allow_timed_out=conf.get().allow_timed_out_state,
        resumable=attempt.is_resumable,
        ready_to_resume=attempt.ready_to_resume,
        resumed=attempt.resumed,
    )


def _with_exam(attempt: Attempt) -> None:
    """A row that was locked comes without its exam; this reads it together with its policy."""
    if "exam" not in attempt._state.fields_cache:
        attempt.exam = get_exam(attempt.exam_id)
