"""Keeps on each attempt's row whether it is the newest of its learner at its exam, for listings of any length.

Whatever makes or removes attempts says so here, in its own transaction. Two that are made at once exclude each other by
the live key; a removal locks the row that follows it, and so meets whoever makes or removes that one.
"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from proctoring_host.attempts.locks import lock_together
from proctoring_host.deadlocks import retried
from proctoring_host.models import Attempt, Exam
from proctoring_host.prepared import Given, PreparedUpdate

BATCH = 500
OTHERS = PreparedUpdate(
    lambda: Attempt.objects.filter(user_id=Given("user_id"), exam_id=Given("exam_id")).exclude(pk=Given("pk")),
    "newest_in",
)


def supersede_others(attempt: Attempt) -> None:
    """For an attempt that was just inserted as the newest."""
    # Also those that are not marked: a removal under way may be marking one of them, and is waited for.
    OTHERS.run(user_id=attempt.user_id, exam_id=attempt.exam_id, pk=attempt.pk, newest_in=None)


def hand_on(attempt: Attempt) -> None:
    """For a locked row that was just saved as removed: the attempt before it is the newest now."""
    if attempt.newest_in is None:
        return
    others = Attempt.objects.filter(user_id=attempt.user_id, exam_id=attempt.exam_id).exclude(pk=attempt.pk)
    following = others.select_for_update().order_by("-pk").first()
    if following is not None:
        Attempt.everything.filter(pk=following.pk).update(newest_in=attempt.newest_in)
    attempt.newest_in = None
    attempt.save(update_fields=["newest_in"])


def count_wrong() -> int:
    return _wrong().count()


def repair(*, most: int | None = None) -> int:
    """Mend rows that were written or deleted past the use cases; gives the number of them. Not within a transaction.

    Looks at every attempt. For imports, and for rows of an older version that ran while the tables were migrated.
    """
    wrong = _wrong().order_by("pk").values_list("pk", "user_id", "exam_id")[:most]
    found = list(wrong)
    for start in range(0, len(found), BATCH):
        mend({(user_id, exam_id) for _pk, user_id, exam_id in found[start : start + BATCH]})
    return len(found)


@retried
def mend(pairs: set[tuple[int, int]]) -> None:
    """Mark the newest of these learners at these exams, whatever was marked before.

    Of rows that are locked, in the order in which everybody locks several, so that nothing changes meanwhile.
    """
    with transaction.atomic():
        theirs = Attempt.everything.filter(
            user_id__in={user for user, _exam in pairs}, exam_id__in={exam for _user, exam in pairs}
        ).order_by("pk")
        locked = {row.pk for row in lock_together(theirs) if (row.user_id, row.exam_id) in pairs}
        # Read again: whoever was waited for may have added one, which its own transaction has marked.
        present = theirs.filter(removed_at__isnull=True).values_list("user_id", "exam_id", "pk")
        newest = {(user_id, exam_id): pk for user_id, exam_id, pk in present}
        _mark(locked & set(newest.values()), locked)


def _mark(newest: set[int], all_of_them: set[int]) -> None:
    course = Exam.objects.filter(pk=OuterRef("exam_id")).values("course_id")[:1]
    Attempt.everything.filter(pk__in=all_of_them - newest).update(newest_in=None)
    Attempt.everything.filter(pk__in=newest).update(newest_in=Subquery(course))


def _wrong() -> QuerySet[Attempt]:
    newer = Attempt.objects.filter(user_id=OuterRef("user_id"), exam_id=OuterRef("exam_id"), pk__gt=OuterRef("pk"))
    superseded = Q(removed_at__isnull=False) | Exists(newer)
    marked = Q(newest_in__isnull=False) & (superseded | ~Q(newest_in=F("exam__course_id")))
    return Attempt.everything.filter(marked | (Q(newest_in__isnull=True) & ~superseded))
