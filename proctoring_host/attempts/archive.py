"""The local half of a removal: the row stays, for its log and for a review that comes late."""

from proctoring_host.attempts import log, newest
from proctoring_host.cause import Cause
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Attempt, Effect, EffectState, Review

TO_VENDORS = (Kind.VENDOR_REGISTER, Kind.VENDOR_NOTIFY, Kind.FOLLOW_UP)


def archive(attempt: Attempt, cause: Cause, *, undone: bool = True) -> None:
    """For a row the caller has locked, within a transaction. What was still to be told to the vendor is dropped.

    The platform takes back grade, credit and the learner's answers, unless `undone` is false.
    """
    attempt.removed_at = cause.at
    attempt.live_key = None
    attempt.save()
    newest.hand_on(attempt)
    Review.objects.filter(attempt=attempt).update(is_active=False)
    waiting = Effect.objects.filter(attempt=attempt, kind__in=TO_VENDORS, state=EffectState.PENDING)
    waiting.update(state=EffectState.DISCARDED)
    log.announce_removal(log.note(attempt, cause, "Removed"), attempt, cause, undone=undone)
