"""Writes allowances that have been checked, one or many, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from proctoring_host.allowances import mails
from proctoring_host.attempts.due import recompute_deadlines
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.effects.announcements import track_revisions
from proctoring_host.exams import revisions
from proctoring_host.models import Allowance, Revision

Pair = tuple[int, int]
"""Ids of an exam and a learner."""
# Who meets another request that grants some of them finds these at the next try; others may come meanwhile.
TRIES = 5
EVENT_OF = {Revision.Action.CREATED: "allowance.created", Revision.Action.CHANGED: "allowance.updated"}


@retried
def keep(pairs: Collection[Pair], key: str, value: str, cause: Cause) -> Mapping[Pair, Allowance]:
    """Give each learner this value for that exam, all in one transaction; running attempts get their new deadline.

    The rows are as they were written: after the commit somebody else may change or remove them.
    """
    for _try in range(TRIES - 1):
        with suppress(IntegrityError), transaction.atomic():
            return _keep(pairs, key, value, cause)
    with transaction.atomic():
        return _keep(pairs, key, value, cause)


def _keep(pairs: Collection[Pair], key: str, value: str, cause: Cause) -> Mapping[Pair, Allowance]:
    existing = _locked(pairs, key)
    changed = [row for row in existing.values() if row.value != value]
    # Always in the same order, so that two requests wait for each other instead of meeting in the middle.
    missing = sorted(set(pairs) - existing.keys())
    made = _inserted(missing, key, value) if missing else []
    if changed:
        _update(changed, value, timezone.now())
    if made or changed:
        _follow_up(made, changed, cause)
    return {**existing, **{(row.exam_id, row.user_id): row for row in made}}


def _locked(pairs: Collection[Pair], key: str) -> dict[Pair, Allowance]:
    """Those that there are, and nobody else may change until the commit."""
    exams, users = {exam_id for exam_id, _user in pairs}, {user_id for _exam, user_id in pairs}
    rows = Allowance.objects.select_for_update().filter(exam_id__in=exams, user_id__in=users, key=key).order_by("pk")
    return {(row.exam_id, row.user_id): row for row in rows if (row.exam_id, row.user_id) in pairs}


def _inserted(missing: Sequence[Pair], key: str, value: str) -> Collection[Allowance]:
    rows = [Allowance(exam_id=exam_id, user_id=user_id, key=key, value=value) for exam_id, user_id in missing]
    made = Allowance.objects.bulk_create(rows)
    # MySQL does not tell the ids.
    return made if all(row.pk for row in made) else _locked(set(missing), key).values()


def _update(changed: Sequence[Allowance], value: str, now: datetime) -> None:
    for row in changed:
        row.value, row.modified = value, now
    Allowance.objects.filter(pk__in=[row.pk for row in changed]).update(value=value, modified=now)


def _follow_up(made: Collection[Allowance], changed: Sequence[Allowance], cause: Cause) -> None:
    actions = [(row, revisions.Action.CREATED) for row in made] + [(row, revisions.Action.CHANGED) for row in changed]
    history = revisions.record_all(
        [
            revisions.prepared(row, action, cause=cause, values=revisions.values_of(row), learner_id=row.user_id)
            for row, action in actions
        ]
    )
    track_revisions([(EVENT_OF[Revision.Action(revision.action)], revision) for revision in history], cause)
    recompute_deadlines({(row.exam_id, row.user_id) for row, _action in actions}, cause)
    mails.tell_learners([(row, revision) for (row, _action), revision in zip(actions, history, strict=True)], cause)
