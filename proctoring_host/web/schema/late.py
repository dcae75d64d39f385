"""Puts the description of a view off until a document is made, so that a host begins to serve without its libraries."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proctoring_host.web.schema.autoschema import TableSchema


class LateSchema:
    """Stands for `TableSchema` as the `schema` of a view, which only who makes a document looks at."""

    def __get__(self, view: Any, owner: type) -> Any:
        return _schema().__get__(view, owner)

    def __set__(self, view: Any, other: Any) -> None:
        _schema().__set__(view, other)


@cache
def _schema() -> "TableSchema":
    from proctoring_host.web.schema.autoschema import TableSchema  # noqa: PLC0415  what all this is for

    return TableSchema()
