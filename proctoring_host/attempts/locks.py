"""Locking an attempt: whatever changes one holds its row until the commit."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Attempt
from proctoring_host.prepared import Given, Prepared

LOCKED = Prepared(lambda: Attempt.everything.select_for_update().filter(pk=Given("pk")))


def lock(attempt_id: int) -> Attempt:
    """The newest state of the row, a removed one too; raises `AttemptNotFound`.

    Without joins: not every database can lock one table of several, and the exam need not wait for its attempts.
    """
    attempt = LOCKED.first(pk=attempt_id)
    if attempt is None:
        raise unknown(attempt_id)
    return attempt


def lock_together(attempts: QuerySet[Attempt, Any]) -> Sequence[Any]:
    """Several rows, the newest first, as everybody locks them who locks more than one.

    A verdict goes on from its own attempt to the oldest, and a removal to the one before: in the other order whoever
    holds the older one would wait for them, and they for it.
    """
    return list(attempts.select_for_update().order_by("-pk"))


def lock_all_of(user_id: int, course_id: str) -> None:
    """Everything a decline may touch; those that find nothing to lock yet meet in `cascade.make_earlier`.

    Not the practice attempts: completing one of them locks others after it.
    """
    mine = Attempt.objects.filter(user_id=user_id, exam__course_id=course_id, exam__is_practice_exam=False)
    ids = list(mine.values_list("pk", flat=True))
    lock_together(Attempt.everything.filter(pk__in=ids))


def unknown(attempt_id: int) -> AttemptNotFound:
    text = _("There is no attempt with the id %(id)s.") % {"id": attempt_id}
    return AttemptNotFound(text, field="attempt_id")
