"""The evening of the day: the vendor is well again, nobody is killed, and what waits gets its turn.

What waits for its next try would wait for up to an hour; that time is passed over, and nothing else is touched.
"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.exam_day.place import Place
from benchmarks.exam_day.wire import Ask, send

LONGEST = 120.0
HURRY = (
    "UPDATE proctoring_host_effect SET next_at = now() WHERE state = 'pending' AND next_at > now()",
    "UPDATE proctoring_host_circuit SET open_until = now() WHERE open_until > now()",
)
OPEN = "SELECT count(*) FROM proctoring_host_effect WHERE state IN ('pending', 'running')"


def calm(place: Place) -> None:
    """The vendor makes no mistakes any more."""
    send(place.vendor_port, Ask(method="POST", path="/control/calm", body={}))


def wait_until_quiet(place: Place, longest: float = LONGEST) -> bool:
    """Until neither host nor vendor have anything left to say; False when they still had."""
    until, quiet = time.monotonic() + longest, 0
    with psycopg.connect(_address(place.database_url), autocommit=True) as connection:
        while time.monotonic() < until and quiet < 3:
            for statement in HURRY:
                connection.execute(statement.encode())
            row = connection.execute(OPEN.encode()).fetchone()
            quiet = quiet + 1 if row == (0,) and _vendor("/control/idle", place)["idle"] else 0
            time.sleep(0.7)
    return quiet >= 3


def vendors_record(place: Place) -> Mapping[str, Any]:
    return _vendor("/control/record", place)


def _vendor(path: str, place: Place) -> dict[str, Any]:
    return send(place.vendor_port, Ask(method="GET", path=path)).json()


def _address(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))
