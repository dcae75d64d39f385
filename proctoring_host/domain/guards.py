"""The conditions of the transition table, each with the words the documentation shows for it."""

from collections.abc import Callable
from dataclasses import dataclass

from proctoring_host.domain.facts import AttemptFacts
from proctoring_host.domain.statuses import IN_PROGRESS, ExamKind


@dataclass(frozen=True, slots=True)
class Guard:
    """A named yes-or-no question about an attempt; `text` completes the phrase "only when ..."."""

    name: str
    text: str
    holds: Callable[[AttemptFacts], bool]


def _needs_set_up(facts: AttemptFacts) -> bool:
    # A proctored or practice exam without a backend is a mistake in its settings: it must not become startable by it.
    return facts.has_backend or facts.kind in {ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING}


def in_resume_process(facts: AttemptFacts) -> bool:
    """Somebody has already allowed the learner to go on, or the learner has gone on, in a new attempt."""
    return facts.ready_to_resume or facts.resumed


ARCHIVED = Guard("archived", "the attempt was removed", lambda facts: facts.archived)
PAST_DUE = Guard("past_due", "the exam is past due for this learner", lambda facts: facts.past_due)
HAS_BACKEND = Guard("has_backend", "the exam has a backend", lambda facts: facts.has_backend)
UNREGISTERED = Guard("unregistered", "the vendor does not know the attempt yet", lambda facts: not facts.registered)
REGISTERED = Guard("registered", "the vendor knows the attempt", lambda facts: facts.registered)
NO_SET_UP = Guard("no_set_up", "the exam is only timed", lambda facts: not _needs_set_up(facts))
PROCTORED_EXAM = Guard("proctored_exam", "the exam is proctored", lambda facts: facts.kind is ExamKind.PROCTORED)
ONBOARDING_EXAM = Guard(
    "onboarding_exam", "the exam is an onboarding exam", lambda facts: facts.kind is ExamKind.ONBOARDING
)
WITH_PROCTORING = Guard("with_proctoring", "it is taken with proctoring", lambda facts: facts.proctored)
PRACTICE = Guard("practice", "it is a practice attempt", lambda facts: facts.is_sample)
NO_PRACTICE = Guard("no_practice", "it is no practice attempt", lambda facts: not facts.is_sample)
RUNNING = Guard("running", "it was in progress", lambda facts: facts.status in IN_PROGRESS)
NEVER_STARTED = Guard("never_started", "it was never started", lambda facts: not facts.started_before)
NEVER_SUBMITTED = Guard("never_submitted", "it was never submitted", lambda facts: not facts.submitted_before)
TIMED_OUT_ALLOWED = Guard("timed_out_allowed", "ALLOW_TIMED_OUT_STATE is on", lambda facts: facts.allow_timed_out)
NOT_RESUMING = Guard("not_resuming", "it is not in the resume process", lambda facts: not in_resume_process(facts))
