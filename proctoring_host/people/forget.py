"""Erases what is known of a learner here. No workflow runs: no status changes, nobody is told, nothing is sent."""

from collections.abc import Iterable

from django.db import transaction

from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor
from proctoring_host.exams.revisions import kind_of
from proctoring_host.models import Allowance, Attempt, Incident, Review, ReviewComment, Revision, Transition
from proctoring_host.people.users import find_user

BATCH = 500
ERASED_IN_HISTORY = {
    kind_of(Allowance): ("value",),
    kind_of(Review): ("raw_data", "encrypted_video_url", "notes"),
}


@retried
def forget_learner(user_id: int) -> None:
    """Blank allowances, reviews, comments, incidents and their history, of removed attempts too. May be called again.

    Attempts and their log stay: they say what happened, by number. Of the log only the reasons of the learner's own
    changes go, which may be in the learner's words. Raises `UserNotFound`.
    """
    learner_id = find_user(user_id).pk
    with transaction.atomic():
        Allowance.objects.filter(user_id=learner_id).update(value="")
        attempts = Attempt.everything.filter(user_id=learner_id)
        Transition.objects.filter(attempt__in=attempts, actor=Actor.LEARNER).update(reason="")
        Incident.objects.filter(user_id=learner_id).update(detail="", facts={})
        reviews = Review.objects.filter(attempt__in=attempts)
        ReviewComment.objects.filter(review__in=reviews).update(comment="", status="")
        reviews.update(raw_data="", encrypted_video_url="", notes="")
        _forget_history(learner_id)


def _forget_history(learner_id: int) -> None:
    for kind, names in ERASED_IN_HISTORY.items():
        rows = Revision.objects.filter(learner_id=learner_id, kind=kind).order_by("pk")
        Revision.objects.bulk_update(_blanked(rows.iterator(BATCH), names), ["values"], batch_size=BATCH)


def _blanked(rows: Iterable[Revision], names: tuple[str, ...]) -> list[Revision]:
    found = []
    for row in rows:
        row.values = {**row.values, **{name: "" for name in names if name in row.values}}
        found.append(row)
    return found
