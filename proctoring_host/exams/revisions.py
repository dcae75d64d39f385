"""The history of exams, policies, allowances and reviews."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Model

from proctoring_host.cause import Cause
from proctoring_host.models import Revision
from proctoring_host.prepared import insert

Action = Revision.Action


def record(
    row: Model, action: Revision.Action, *, cause: Cause, values: Mapping[str, Any], learner_id: int | None = None
) -> Revision:
    """Write down what a row is after a change (or was before it was deleted), in the transaction of the change.

    `learner_id` where the values tell something about a person.
    """
    return insert(prepared(row, action, cause=cause, values=values, learner_id=learner_id))


def record_all(revisions: Sequence[Revision]) -> Sequence[Revision]:
    """Several of one kind, in one statement; of rows that the caller has locked."""
    made = Revision.objects.bulk_create(revisions)
    if all(revision.pk for revision in made):
        return made
    # MySQL does not tell the ids; they are the last ones of rows that nobody else may change just now.
    ids = Revision.objects.filter(kind=made[0].kind, object_id__in=[revision.object_id for revision in made])
    newest = dict(ids.order_by().values_list("object_id").annotate(Max("pk")))
    for revision in made:
        revision.pk = newest[revision.object_id]
    return made


def prepared(
    row: Model, action: Revision.Action, *, cause: Cause, values: Mapping[str, Any], learner_id: int | None = None
) -> Revision:
    """As `record` writes it, for `record_all`."""
    return Revision(
        kind=kind_of(type(row)),
        object_id=row.pk,
        action=action,
        values=_plain(values),
        learner_id=learner_id,
        changed_by_id=cause.user_id,
        at=cause.at,
    )


def kind_of(model: type[Model]) -> str:
    """The name of a table's rows in the history."""
    return str(model._meta.model_name)


def values_of(row: Model, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """All columns, but for the id and the times of the row itself, which the revision has."""
    left_out = without | {"id", "created", "modified"}
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in left_out}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Times as text: the column holds JSON."""
    encoder = DjangoJSONEncoder()
    plain = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, plain) else encoder.default(value) for name, value in values.items()}
