"""What comes in late about a learner who was forgotten: it is kept as the data map keeps it."""

from typing import TypeVar

from django.db.models import Model

from proctoring_host.models import Attempt
from proctoring_host.models.personal import DATA_MAP
from proctoring_host.people.erasing import after, needed

Row = TypeVar("Row", bound=Model)
_TABLES = {table.model: table for table in DATA_MAP}


def as_kept(row: Row, attempt: Attempt) -> Row:
    """A row that is about to be saved, as `forget_learner` would leave it; as it is where nobody was forgotten."""
    if attempt.forgotten_at is not None:
        table = _TABLES[type(row)]
        values = {name: getattr(row, name) for name in needed(table)}
        for name, value in after(table, values).items():
            setattr(row, name, value)
    return row
