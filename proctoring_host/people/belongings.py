"""Which rows are about a person, as the data map says."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from proctoring_host.exams.revisions import kind_of
from proctoring_host.models import Allowance, Effect, Revision
from proctoring_host.models.personal import DATA_MAP, Table

CHUNK = 500
# What older rows of the history are about stands in no column of theirs; they are found by what they are versions of.
IN_HISTORY = {kind_of(table.model): table for table in DATA_MAP if table.owner and table.model is not Revision}


def rows_about(table: Table, user_id: int) -> QuerySet[Any]:
    """Removed attempts and what belongs to them included; in the order they were made."""
    if table.model is Revision:
        wanted = _of_history(user_id)
    elif table.model is Effect:
        wanted = Q(attempt__user=user_id) | Q(key__in=_mails_about_allowances(user_id))
    else:
        wanted = Q(**{table.owner: user_id})
    return _all(table.model).filter(wanted).order_by("pk")


def _all(model: type[Model]) -> QuerySet[Any]:
    """Past managers that leave rows out."""
    return model._base_manager.all()


def _of_history(user_id: int) -> Q:
    found = Q(learner=user_id)
    for kind, table in IN_HISTORY.items():
        if Revision.objects.filter(kind=kind).exists():
            own = _all(table.model).filter(**{table.owner: user_id}).values("pk")
            found |= Q(kind=kind, learner=None, object_id__in=own)
    return found


def _mails_about_allowances(user_id: int) -> list[str]:
    """These have no attempt; their keys name the entry of the history that they tell of."""
    told = Revision.objects.filter(learner=user_id, kind=kind_of(Allowance)).values_list("pk", flat=True)
    return [f"mail:allowance:{revision_id}" for revision_id in told]
