"""Keeps bodies that nest without end away from everything that walks through them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, FormParser, JSONParser

# No operation needs more than a list of objects with lists in them.
DEEPEST = 20


class LimitedDepth(BaseParser):
    """The site's own parser; what nests deeper than `DEEPEST` is a 400, whether or not Python could read it."""

    def __init__(self, parser: BaseParser) -> None:
        self.parser = parser
        self.media_type = parser.media_type

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if isinstance(stream, HttpRequest) and isinstance(self.parser, JSONParser | FormParser):
            # As the framework does for its own parsers: who needs the bytes themselves can still read them, though
            # the check against forgery looked for a token among the fields.
            stream = BytesIO(stream.body)
        try:
            parsed = self.parser.parse(stream, media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        if isinstance(parsed, Mapping | list) and _depth_exceeds(parsed, DEEPEST):
            raise _too_deep()
        return parsed


def _depth_exceeds(value: Any, limit: int) -> bool:
    """Level by level, as a function that calls itself would end like the parser."""
    level = [value]
    for _step in range(limit):
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, Mapping | list)]
        if not level:
            return False
    return True


def _inside(outer: Any) -> Any:
    return outer.values() if isinstance(outer, Mapping) else outer


def _too_deep() -> ParseError:
    return ParseError(_("The body nests deeper than %(levels)d levels.") % {"levels": DEEPEST})
