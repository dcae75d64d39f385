"""The log of an attempt, and what the world hears of an entry."""

from collections.abc import Iterable

from proctoring_host.attempts import mails, outcomes
from proctoring_host.cause import Cause
from proctoring_host.domain.facts import Consequence
from proctoring_host.effects.announcements import tell_change, track_attempt
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Attempt, Transition
from proctoring_host.people.forgotten import as_kept
from proctoring_host.prepared import insert
from proctoring_host.registry import calls

LONGEST_REASON = 2000
NOTIFIES = frozenset({Consequence.NOTIFY_STARTED, Consequence.NOTIFY_SUBMITTED, Consequence.NOTIFY_ERROR})


def write(attempt: Attempt, from_status: str, cause: Cause, reason: str | None = None) -> Transition:
    """Log what the row says now."""
    return insert(_entry(attempt, from_status, cause, cause.reason if reason is None else reason))


def note(attempt: Attempt, cause: Cause, what: str) -> Transition:
    """Log something that left the status as it is, with the reason that was given for it, if any."""
    return write(attempt, attempt.status, cause, _noted(cause, what))


def note_all(attempts: Iterable[Attempt], cause: Cause, what: str) -> None:
    """The same for several attempts in one statement."""
    entries = [_entry(attempt, attempt.status, cause, _noted(cause, what)) for attempt in attempts]
    Transition.objects.bulk_create(entries)


def _noted(cause: Cause, what: str) -> str:
    return f"{what}: {cause.reason}" if cause.reason else f"{what}."


def _entry(attempt: Attempt, from_status: str, cause: Cause, reason: str) -> Transition:
    entry = Transition(
        attempt=attempt,
        from_status=from_status,
        to_status=attempt.status,
        actor=cause.actor,
        actor_user_id=cause.user_id,
        reason=reason[:LONGEST_REASON],
        correlation_id=cause.correlation_id,
        at=cause.at,
    )
    return as_kept(entry, attempt)


def announce(
    transition: Transition,
    attempt: Attempt,
    consequences: frozenset[Consequence],
    cause: Cause,
    *,
    first_completion: bool = False,
) -> None:
    """Write the effects of a change that was logged just now into the outbox.

    Platform, vendor, mail, events, and observers where there are any.
    """
    outcomes.after_change(transition, attempt, cause, first_completion=first_completion)
    payload = {"attempt_id": attempt.pk, "transition_id": transition.pk}
    if consequences & NOTIFIES:
        enqueue(
            Kind.VENDOR_NOTIFY,
            key=f"notify:{transition.pk}",
            lane=f"attempt:{attempt.pk}",
            payload=payload,
            attempt=attempt,
            backend=attempt.backend,
            cause=cause,
            new_key=True,
        )
    if mail := mails.kind_of_change(transition, attempt, consequences):
        mails.about_transition(mail, transition, attempt, cause)
    tell_change(transition, attempt, cause)
    if calls.anybody_hears("attempt_changed", attempt.backend):
        enqueue(
            Kind.OBSERVERS,
            key=f"observe:{transition.pk}",
            lane=f"observers:{attempt.pk}",
            payload=payload,
            attempt=attempt,
            backend=attempt.backend,
            cause=cause,
            new_key=True,
        )


def announce_removal(transition: Transition, attempt: Attempt, cause: Cause, *, undone: bool = True) -> None:
    """The same for an attempt that is gone: what the platform keeps of it is taken back."""
    if undone:
        outcomes.after_removal(transition, attempt, cause)
    track_attempt("deleted", transition, attempt, cause)
