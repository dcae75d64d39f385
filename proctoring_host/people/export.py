"""Everything that the data map says is a learner's, in a form that the learner can read."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.models import Revision
from proctoring_host.models.personal import DATA_MAP, Erasure, Table
from proctoring_host.people.belongings import CHUNK, IN_HISTORY, rows_about
from proctoring_host.people.users import find_user


def export_learner(user_id: int, now: datetime) -> Iterator[str]:
    """The pieces of one JSON object, row by row: however much there is, little of it is held in memory.

    Each table begins with sentences that explain it. Raises `UserNotFound`, before the first piece.
    """
    user = find_user(user_id)
    return _pieces(user.pk, _head(user, now))


def _head(user: Any, now: datetime) -> Mapping[str, Any]:
    text = _("What {site} keeps of your exams. Times are in UTC. The platform exports what it keeps of your account.")
    return {
        "about": text.format(site=conf.get().platform_name or conf.get().site_name),
        "exported_at": now,
        "user_id": user.pk,
        "username": user.get_username(),
    }


def _pieces(learner_id: int, head: Mapping[str, Any]) -> Iterator[str]:
    yield _dumped(head).removesuffix("\n}")
    for table in DATA_MAP:
        if table.owner:
            yield f',\n  "{table.name}": {{\n    "about": {_plain(str(table.text))},\n'
            yield f'    "explained": {_explained(table)},\n    "entries": ['
            yield from _rows(table, learner_id)
            yield "]\n  }"
    yield "\n}\n"


def _rows(table: Table, learner_id: int) -> Iterator[str]:
    """Under the names of the columns, and of those beside them."""
    beside = {path: name for name, (path, _text) in table.beside.items()}
    rows = rows_about(table, learner_id).values(*beside, *table.exported)
    for number, row in enumerate(rows.iterator(CHUNK)):
        named = {beside.get(name, name): _shown(table, row, name) for name in row}
        yield f"{',' if number else ''}\n      {_plain(named)}"


def _shown(table: Table, row: Mapping[str, Any], name: str) -> Any:
    """Of an earlier version, what is exported of its table today."""
    if table.model is not Revision or name not in table.with_erasure(Erasure.LIKE_ITS_COLUMN):
        return row[name]
    of = IN_HISTORY.get(row["kind"])
    exported = of.exported if of else {}
    return {inner: value for inner, value in row[name].items() if inner in exported}


def _explained(table: Table) -> str:
    texts = {name: str(text) for name, (_path, text) in table.beside.items()}
    return _plain({**texts, **{name: str(held.text) for name, held in table.exported.items()}})


def _plain(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _dumped(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
