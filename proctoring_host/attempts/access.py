"""Asks whether a learner may see the content of an exam now."""

from collections.abc import Callable

from proctoring_host.attempts import queries
from proctoring_host.attempts.due import is_past_due
from proctoring_host.attempts.timeout import settle
from proctoring_host.cause import Cause
from proctoring_host.domain.access import Access, AccessFacts, decide_access
from proctoring_host.domain.statuses import Status
from proctoring_host.exams.queries import kind_of
from proctoring_host.models import Attempt, Exam


def access_to(
    exam: Exam, user_id: int, *, is_staff: bool, may_enter: Callable[[Attempt], bool], cause: Cause
) -> Access:
    """At `cause.at`. `may_enter` says whether the backend lets this browser in; asked only while an attempt runs."""
    if is_staff:
        return decide_access(AccessFacts(is_staff=True))
    attempt = queries.current_attempt(user_id, exam.pk)
    if attempt is not None:
        attempt = settle(attempt, cause)
    runs = attempt is not None and attempt.status == Status.STARTED
    facts = AccessFacts(
        is_exam=exam.is_active and kind_of(exam) is not None,
        status=Status(attempt.status) if attempt else None,
        seconds_left=queries.seconds_left(attempt, cause.at) if attempt else 0,
        entry_allowed=may_enter(attempt) if attempt and runs else True,
        past_due=is_past_due(exam, user_id, cause.at),
        hide_after_due=exam.hide_after_due,
    )
    return decide_access(facts)
