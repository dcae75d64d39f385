"""Makes what vendors and plugins bring fit for the columns of every database."""

from collections.abc import Mapping
from typing import Any

from proctoring_host.reviews.raw import plain_number, plain_text


def storable(result: Mapping[str, Any]) -> dict[str, Any]:
    """JSON, whatever it was; what JSON has no form for becomes text."""
    return {plain_text(name): _plain(value) for name, value in result.items()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return plain_number(value)
    return value if value is None or isinstance(value, int) else plain_text(value)
