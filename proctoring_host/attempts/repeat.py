"""Tells the world of an attempt's status once more."""

from collections.abc import Sequence

from django.db import transaction

from proctoring_host.attempts import log
from proctoring_host.attempts.change import settle_locked
from proctoring_host.attempts.locks import lock, unknown
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.models import Attempt


@retried
def tell_again(attempt_id: int, *, cause: Cause) -> Attempt:
    """For a platform that missed what became of the attempt: its services and observers hear of it anew.

    The status stays as it is, unless the time was up. Neither the learner nor the vendor is told a second time: a
    mail and a vendor's call belong to a change, and there is none. Raises `AttemptNotFound`.
    """
    with transaction.atomic():
        attempt = lock(attempt_id)
        if attempt.removed_at is not None:
            raise unknown(attempt_id)
        settle_locked(attempt, cause)
        log.announce(log.note(attempt, cause, "Told again"), attempt, frozenset(), cause)
    return attempt


def attempts_at(exam_id: int) -> Sequence[int]:
    """The ids of all attempts at an exam, in their order."""
    return list(Attempt.objects.filter(exam_id=exam_id).order_by("pk").values_list("pk", flat=True))
