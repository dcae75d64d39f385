"""Has the platform told what a change means for credit, grade and certificate; what it does not have is not told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from proctoring_host import conf, platform
from proctoring_host.cause import Cause
from proctoring_host.domain.outcomes import (
    EVENT_OF,
    Change,
    OutcomeRow,
    Step,
    decided,
    rows_after,
    rows_after_removal,
)
from proctoring_host.domain.responsible import SiblingAttempt, is_responsible
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.events import exam_attempts
from proctoring_host.models import Attempt, Transition
from proctoring_host.platform import Platform

Offered = Callable[[Platform], bool]
KIND_OF: Mapping[Step, Kind] = MappingProxyType(
    {
        Step.COMPLETE: Kind.COURSEWORK,
        Step.CREDIT: Kind.CREDIT,
        Step.GRADE_TO_ZERO: Kind.GRADE,
        Step.INVALIDATE_CERTIFICATE: Kind.CERTIFICATE,
        Step.RESTORE_GRADE: Kind.GRADE,
        Step.ERASE_WORK: Kind.COURSEWORK,
        Step.REMOVE_CREDIT: Kind.CREDIT,
    }
)
OFFERED: Mapping[Kind, Offered] = MappingProxyType(
    {
        Kind.COURSEWORK: lambda ports: ports.coursework.offered(),
        Kind.CREDIT: lambda ports: ports.credit_record.offered(),
        Kind.GRADE: lambda ports: ports.grades.offered(),
        # Whether a rejection costs the certificate is said by the grades.
        Kind.CERTIFICATE: lambda ports: ports.certificates.offered() and ports.grades.offered(),
    }
)


def lane_of(attempt: Attempt) -> str:
    """One for all attempts of a learner at an exam: the platform has one grade for them, and the last word counts."""
    return f"platform:{attempt.user_id}:{attempt.exam_id}"


def after_change(transition: Transition, attempt: Attempt, cause: Cause, *, first_completion: bool) -> None:
    """Within the transaction of the change, with the row as it is now."""
    change = Change(
        from_status=Status(transition.from_status) if transition.from_status else None,
        to_status=Status(transition.to_status),
        first_completion=first_completion,
    )
    if not _follows_from_events():
        _write_steps(rows_after(change), transition, attempt, cause)
    elif change.to_status in EVENT_OF and exam_attempts.is_installed() and _speaks(attempt):
        _write_event(EVENT_OF[change.to_status], transition, attempt, cause)


def after_removal(transition: Transition, attempt: Attempt, cause: Cause) -> None:
    """Within the transaction that removes the attempt."""
    rows = rows_after_removal(Status(attempt.status))
    if not _follows_from_events():
        _write_steps(rows, transition, attempt, cause)
    elif rows and exam_attempts.is_installed():
        _write_event(exam_attempts.RESET, transition, attempt, cause)


def _follows_from_events() -> bool:
    return conf.get().grades_from == "events"


def _write_steps(rows: Sequence[OutcomeRow], transition: Transition, attempt: Attempt, cause: Cause) -> None:
    ports = platform.get() if rows else None
    wanted = [row for row in rows if ports and OFFERED[KIND_OF[row.step]](ports)]
    if not wanted:
        return
    for step in decided(wanted, _as_sibling(attempt), _siblings(attempt)):
        _write(KIND_OF[step], {"step": step.value}, transition, attempt, cause)


def _write_event(event: str, transition: Transition, attempt: Attempt, cause: Cause) -> None:
    _write(Kind.EXAM_EVENT, {"event": event}, transition, attempt, cause)


def _write(kind: Kind, what: Mapping[str, str], transition: Transition, attempt: Attempt, cause: Cause) -> None:
    enqueue(
        kind,
        key=f"{kind}:{'-'.join(what.values())}:{transition.pk}",
        lane=lane_of(attempt),
        payload={"transition_id": transition.pk, **what},
        attempt=attempt,
        backend=attempt.backend,
        cause=cause,
        new_key=True,
    )


def _speaks(attempt: Attempt) -> bool:
    """As with each step: one attempt speaks for the learner, also where others act upon the event.

    A timed-out attempt is sent as submitted, and speaks as one.
    """
    sent = _as_sibling(attempt)
    if sent.status is Status.TIMED_OUT:
        sent = replace(sent, status=Status.SUBMITTED)
    return is_responsible(sent, _siblings(attempt))


def _as_sibling(attempt: Attempt) -> SiblingAttempt:
    return SiblingAttempt(id=attempt.pk, status=Status(attempt.status), is_sample=attempt.is_sample_attempt)


def _siblings(attempt: Attempt) -> list[SiblingAttempt]:
    """Whoever judges holds the learner's oldest attempt at the exam until the commit, besides the own row.

    Two verdicts at once would else each see the other attempt as it was before. Who holds the oldest waits for no
    other, so nobody waits in a circle.
    """
    found = _attempts_of_learner(attempt)
    oldest = min((pk for pk, *_ in found), default=attempt.pk)
    if oldest != attempt.pk:
        list(Attempt.everything.select_for_update().filter(pk=oldest).values_list("pk"))
        found = _attempts_of_learner(attempt)
    present = [(pk, status, sample) for pk, status, sample, removed_at in found if removed_at is None]
    return [SiblingAttempt(id=pk, status=Status(status), is_sample=sample) for pk, status, sample in present]


def _attempts_of_learner(attempt: Attempt) -> list[tuple[int, str, bool, datetime | None]]:
    """Removed ones, too: the oldest has to be the same for everybody."""
    rows = Attempt.everything.filter(user_id=attempt.user_id, exam_id=attempt.exam_id)
    return list(rows.values_list("pk", "status", "is_sample_attempt", "removed_at"))
