"""Locking an attempt: whatever changes one holds its row until the commit."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Attempt
from proctoring_host.prepared import Given, Prepared

CHUNK = 500
"""From a thousand on MariaDB makes a table of a list of numbers, and reads it in no order."""
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
    newest_first = attempts.order_by("-pk")
    if connection.vendor == "mysql":
        _lock_by_number(newest_first)
    return list(newest_first.select_for_update())


def _lock_by_number(attempts: QuerySet[Attempt, Any]) -> None:
    """MySQL and MariaDB lock rows as an index has them and sort them afterwards; only by numbers they read in order."""
    ids = list(attempts.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        rows = Attempt.everything.filter(pk__in=ids[start : start + CHUNK]).order_by("-pk")
        list(rows.select_for_update().values_list("pk"))


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
