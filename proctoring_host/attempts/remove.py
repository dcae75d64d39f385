"""Staff remove attempts: first at the vendor, then here."""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.attempts.archive import archive
from proctoring_host.attempts.insert import registration_key
from proctoring_host.attempts.locks import lock
from proctoring_host.attempts.queries import attempts_of, get_attempt
from proctoring_host.attempts.vendor import remove_at_vendor, remove_later
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import AttemptNotFound, RemovalFailed
from proctoring_host.models import Attempt, Effect, EffectState


def remove_attempt(attempt_id: int, *, cause: Cause) -> Attempt:
    """Remove it at its vendor, and only when that is done here; the learner can then begin again.

    The vendor is called, so never within a transaction. The row stays, with `removed_at`. Raises `RemovalFailed`, and
    nothing has changed, when the vendor keeps the attempt or its registration is just under way.
    """
    attempt = get_attempt(attempt_id)
    if not attempt.external_id:
        attempt = _archived_unless_registered(attempt_id, cause)
    if attempt.removed_at is None:
        remove_at_vendor(attempt)
        attempt = _archived(attempt_id, cause)
    return attempt


def remove_attempts(exam_id: int, user_id: int, *, cause: Cause) -> list[Attempt]:
    """All attempts of a learner at an exam, the oldest first; stops at the first that its vendor keeps.

    Raises `AttemptNotFound` when there are none.
    """
    attempts = attempts_of(user_id, exam_id)
    if not attempts:
        values = {"exam": exam_id, "user": user_id}
        raise AttemptNotFound(_("There is no attempt of user_id=%(user)s at exam_id=%(exam)s.") % values)
    return [remove_attempt(attempt.pk, cause=cause) for attempt in reversed(attempts)]


@retried
def _archived(attempt_id: int, cause: Cause) -> Attempt:
    with transaction.atomic():
        row = lock(attempt_id)
        if row.removed_at is None:
            archive(row, cause)
    return row


@retried
def _archived_unless_registered(attempt_id: int, cause: Cause) -> Attempt:
    """One transaction, so that no registration begins in between and leaves the vendor with an attempt nobody knows."""
    with transaction.atomic():
        row = lock(attempt_id)
        if row.external_id or row.removed_at is not None:
            return row
        archive(row, cause)
        # Asked after the waiting ones were dropped: none can begin between the question and the commit.
        running = Effect.objects.filter(key=registration_key(attempt_id), state=EffectState.RUNNING)
        if running.filter(leased_until__gt=cause.at).exists():
            text = _("The attempt %(code)s is just being registered with %(backend)s. Try again in a few minutes.")
            raise RemovalFailed(text % {"code": row.code, "backend": row.backend}, backend=row.backend)
    return row


@retried
def remove_without_waiting(attempt_id: int, *, cause: Cause, undone: bool = True) -> Attempt:
    """Remove it here now, and at its vendor as soon and as often as it takes: a vendor that is down stops nobody.

    With `undone` false grade, credit and the learner's answers stay. May be repeated. Raises `AttemptNotFound`.
    """
    with transaction.atomic():
        row = lock(attempt_id)
        if row.removed_at is None:
            archive(row, cause, undone=undone)
            remove_later(row, cause)
    return row
