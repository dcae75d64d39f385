"""A client that calls a side's WSGI application as a server does.

`django.test.Client` makes multipart bodies, signals, copies of contexts and a resolver match of every request, which
takes longer than a small answer does, and hides on all sides alike how long that was.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from benchmarks.sides.world import ACCOUNTS

# What a server says of itself, the same in every request.
SERVER: dict[str, Any] = {
    "SERVER_NAME": "testserver",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "testserver",
    "REMOTE_ADDR": "127.0.0.1",
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Read to its end, as a client does."""

    path: str
    status_code: int
    headers: list[tuple[str, str]]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(slots=True)
class Client:
    """Keeps cookies; sends the token against forgery as the scripts of a page do, in every request that may change."""

    application: Any
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._asked("GET", path)

    def post(self, path: str, data: Any) -> Answer:
        return self._asked("POST", path, data)

    def put(self, path: str, data: Any) -> Answer:
        return self._asked("PUT", path, data)

    def _asked(self, method: str, path: str, data: Any = None) -> Answer:
        given: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            given.extend((int(status[:3]), headers))

        chunks = self.application(self._environ(method, path, data), start_response)
        try:
            content = b"".join(chunks)
        finally:
            chunks.close()
        self._keep(given[1])
        return Answer(path, given[0], given[1], content)

    def _environ(self, method: str, path: str, data: Any) -> dict[str, Any]:
        bare, _mark, query = path.partition("?")
        environ = {
            **SERVER,
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(bare).decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.errors": None,
            "wsgi.input": BytesIO(),
        }
        return environ if data is None else environ | self._with_body(json.dumps(data).encode())

    def _with_body(self, body: bytes) -> dict[str, Any]:
        return {
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_CSRFTOKEN": self.cookies.get("csrftoken", ""),
            "wsgi.input": BytesIO(body),
        }

    def _keep(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies |= {each.key: each.coded_value for each in SimpleCookie(value).values()}


@cache
def application() -> Any:
    """The one of this process, with its middleware, as a server has it."""
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def client_of(user: Any) -> Client:
    """Signed in, with the cookies that a browser has by then."""
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=ACCOUNTS)
    request.session.save()
    cookies = {settings.SESSION_COOKIE_NAME: request.session.session_key, "csrftoken": request.META["CSRF_COOKIE"]}
    return Client(application(), cookies)
