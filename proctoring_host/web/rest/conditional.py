"""Answers to clients that ask the same again and again: nothing but 304 while nothing has happened.

The tag covers what happens to an attempt: status, deadline, flags, names, links. It leaves out the clock that runs all
the time, or every answer would be new; a client that sends `If-None-Match` counts the seconds itself, from an answer
with the same tag, and may correct its count by the header `X-Seconds-Left`, which a 304 has too. Browsers must not do
that behind a script's back, with a clock that has stopped in their cache: so nobody may store these answers, and only
a client that keeps the tag itself ever gets 304.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

CLOCK = "time_remaining_seconds"
RUNNING = frozenset({CLOCK, "accessibility_time_string"})


def polled(request: Request, data: Any, *beside: object) -> Response:
    """`beside` is what the tag covers and the answer does not show, such as the deadline behind a clock."""
    tag = tag_of(data, *beside)
    headers = {"ETag": tag, "Cache-Control": "no-store"} | _clock_of(data)
    if _is_known(request.headers.get("If-None-Match", ""), tag):
        return Response(status=304, headers=headers)
    return Response(data, headers=headers)


def _clock_of(data: Any) -> dict[str, str]:
    """Of an answer that is about one attempt."""
    return {"X-Seconds-Left": f"{data[CLOCK]:.1f}"} if isinstance(data, Mapping) and CLOCK in data else {}


def tag_of(data: Any, *beside: object) -> str:
    """A weak one: two answers with the same tag differ in their clocks."""
    content = json.dumps([_standing(data), *map(str, beside)], default=str, sort_keys=True)
    return f'W/"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def _standing(data: Any) -> Any:
    """Without what runs. Whether a clock runs at all is told by the status and the deadline."""
    if isinstance(data, Mapping):
        return {key: _standing(value) for key, value in data.items() if key not in RUNNING}
    if isinstance(data, list | tuple):
        return [_standing(item) for item in data]
    return data


def _is_known(header: str, tag: str) -> bool:
    """Weak comparison, as a read needs it."""
    known = [each.removeprefix("W/") for each in parse_etags(header)]
    return "*" in known or tag.removeprefix("W/") in known
