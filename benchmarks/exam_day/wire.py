"""The smallest HTTP client that is enough: one connection for each request, and nothing repeated by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

LOOPBACK = "127.0.0.1"
TOKEN = "x" * 32
LONGEST_SECONDS = 15.0
"""After so many a browser, or the balancer in front of the servers, takes a server for gone."""
BROKEN = (OSError, HTTPException)
"""What an exchange raises that was not answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Empty where the answer is no JSON object."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; `cookies` as a browser would send them."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)


def send(port: int, ask: Ask, timeout: float = LONGEST_SECONDS) -> Answer:
    """Raises one of `BROKEN` where no whole answer comes."""
    connection = HTTPConnection(LOOPBACK, port, timeout=timeout)
    try:
        content = None if ask.body is None else json.dumps(ask.body).encode()
        connection.request(ask.method, ask.path, content, _headers(ask))
        response = connection.getresponse()
        return Answer(response.status, response.read(), dict(response.getheaders()))
    finally:
        connection.close()


def session(key: str) -> dict[str, str]:
    """The cookies of somebody who is signed in."""
    return {"sessionid": key, "csrftoken": TOKEN}


def _headers(ask: Ask) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value}" for name, value in ask.cookies.items())
    given = {"Content-Type": "application/json", "X-CSRFToken": TOKEN, "Connection": "close"}
    return {**given, "Cookie": cookie} if cookie else given
