"""Which changes a learner hears of by mail, and the mails in the outbox."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from proctoring_host import conf
from proctoring_host.cause import Cause
from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.mails import MAIL_OF, ONBOARDING_MAIL_OF, MailKind
from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue, enqueue_all
from proctoring_host.exams.queries import kind_of
from proctoring_host.models import Attempt, Effect, Transition


def wanted(kind: MailKind) -> bool:
    """Whether the site sends this mail at all."""
    return kind in conf.get().emails.kinds


def kind_of_change(transition: Transition, attempt: Attempt, consequences: frozenset[Consequence]) -> MailKind | None:
    """The mail that tells of this change of status, if there is one."""
    status = Status(attempt.status)
    if Consequence.MAIL in consequences:
        return MAIL_OF.get(status)
    if status in ONBOARDING_MAIL_OF and transition.from_status != status and attempt.is_sample_attempt:
        return ONBOARDING_MAIL_OF[status] if kind_of(attempt.exam) is ExamKind.ONBOARDING else None
    return None


def about_transition(kind: MailKind, transition: Transition, attempt: Attempt, cause: Cause) -> None:
    """Once for each entry of the log, within the transaction that wrote it; nothing where the mail is switched off."""
    if wanted(kind):
        enqueue(
            Kind.MAIL,
            key=f"mail:{transition.pk}",
            lane=f"mail:{attempt.pk}",
            payload={"attempt_id": attempt.pk, "transition_id": transition.pk, "kind": kind.value},
            attempt=attempt,
            backend=attempt.backend,
            cause=cause,
            new_key=True,
        )


def untold(attempts: QuerySet[Attempt], kind: MailKind) -> QuerySet[Attempt]:
    """Those whose learner has not been told this yet."""
    told = Effect.objects.filter(attempt=OuterRef("pk"), key__startswith=f"mail:{kind}:")
    return attempts.filter(~Exists(told))


def nothing_more(attempt: Attempt) -> Mapping[str, str]:
    return {}


def about_each(
    kind: MailKind,
    attempts: Iterable[Attempt],
    now: datetime,
    more: Callable[[Attempt], Mapping[str, str]] = nothing_more,
) -> int:
    """One mail for each attempt, ever, all in one statement; how many there are. The worker sends them.

    `more` is what else the mail has to know of an attempt.
    """
    return enqueue_all(
        Effect(
            kind=Kind.MAIL,
            key=f"mail:{kind}:{attempt.pk}",
            lane=f"mail:{attempt.pk}",
            payload={
                "attempt_id": attempt.pk,
                "kind": kind.value,
                "message": f"{kind}-{attempt.pk}",
                **more(attempt),
            },
            attempt=attempt,
            backend=attempt.backend,
            next_at=now,
        )
        for attempt in attempts
    )
