"""What a row looks like once its person is forgotten, as the data map says."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Field, JSONField, Model

from proctoring_host.domain.statuses import Actor
from proctoring_host.models import Revision, Transition
from proctoring_host.models.personal import Erasure, Table
from proctoring_host.people.belongings import IN_HISTORY

OWN_WORDS = (Actor.CLOCK, Actor.SYSTEM)
"""Whose reasons are sentences of the site's own; people and vendors write what they like."""


def needed(table: Table) -> set[str]:
    """The columns that `after` looks at."""
    erased = {name for name, held in table.columns.items() if held.erased}
    return erased | set(_LOOKS_AT.get(table.model, ()))


def after(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written into a row."""
    blanks = {name: _blank(table.model, name) for name in table.with_erasure(Erasure.BLANK)}
    special = _SPECIAL.get(table.model)
    return {**blanks, **(special(row) if special else {})}


def _blank(model: type[Model], name: str) -> Any:
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    if isinstance(field, JSONField):
        return {}
    return None if field.null else ""


def _transition(row: Mapping[str, Any]) -> dict[str, Any]:
    """A note, which leaves the status as it is, begins with the site's own words and ends with somebody's."""
    if row["actor"] in OWN_WORDS or not row["reason"]:
        return {"reason": row["reason"]}
    if row["from_status"] != row["to_status"]:
        return {"reason": ""}
    what, _, words = row["reason"].partition(": ")
    return {"reason": f"{what}." if words else row["reason"]}


def _revision(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of what no table is known, nothing stays."""
    table = IN_HISTORY.get(row["kind"])
    if table is None:
        return {"values": {}}
    names = table.with_erasure(Erasure.BLANK)
    return {"values": {name: "" if name in names else value for name, value in row["values"].items()}}


_SPECIAL: Mapping[type[Model], Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Transition: _transition,
    Revision: _revision,
}
_LOOKS_AT: Mapping[type[Model], tuple[str, ...]] = {
    Transition: ("actor", "from_status", "to_status"),
    Revision: ("kind",),
}
