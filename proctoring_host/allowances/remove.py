"""Takes an allowance away."""

from django.db import transaction

from proctoring_host.attempts.due import recompute_deadlines
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.effects.announcements import track_revision
from proctoring_host.exams import revisions
from proctoring_host.models import Allowance
from proctoring_host.people.users import find_user


@retried
def remove_allowance(exam_id: int, user_id: int | str, key: str, cause: Cause) -> bool:
    """False when there was none. A running attempt gets its new deadline in the same transaction.

    Raises `UserNotFound`.
    """
    learner_id = find_user(user_id).pk
    with transaction.atomic():
        rows = Allowance.objects.select_for_update().filter(exam_id=exam_id, user_id=learner_id, key=key)
        allowance = rows.first()
        if allowance is None:
            return False
        revision = revisions.record(
            allowance,
            revisions.Action.DELETED,
            cause=cause,
            values=revisions.values_of(allowance),
            learner_id=learner_id,
        )
        allowance.delete()
        track_revision("allowance.deleted", revision, cause)
        recompute_deadlines({(exam_id, learner_id)}, cause)
    return True
