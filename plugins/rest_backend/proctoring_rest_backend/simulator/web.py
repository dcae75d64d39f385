"""Requests and answers, as far as the simulator needs them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_BODY = 1024 * 1024


class Refused(Exception):
    """The simulator says no, with this HTTP status and reason."""

    def __init__(self, status: int, reason: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Header names are lower-case; `path` is as it was sent, still quoted. `drop` breaks the connection off."""

    method: str
    path: str
    query: Mapping[str, str]
    base_url: str
    headers: Mapping[str, str]
    content: bytes
    drop: Callable[[], None]

    def form(self) -> dict[str, str]:
        """The fields of a posted form; of a repeated one the last."""
        found = parse_qs(self.content.decode(errors="replace"), keep_blank_values=True)
        return {key: values[-1] for key, values in found.items()}

    def json_object(self) -> dict[str, Any]:
        """Raises `Refused`."""
        if self.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused(415, "Content-Type is not application/json.")
        try:
            content = json.loads(self.content)
        except (ValueError, RecursionError):
            raise Refused(400, "The body is not JSON.") from None
        if not isinstance(content, dict):
            raise Refused(400, "The body is not a JSON object.")
        return content

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether a page of another site made a browser send this."""
        origin = self.headers.get("origin", "")
        return bool(origin) and urlsplit(origin).netloc != self.headers.get("host", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    content: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())

    def send(self, start_response: "StartResponse") -> list[bytes]:
        """Answer a WSGI call."""
        start_response(
            f"{self.status} {HTTPStatus(self.status).phrase}",
            [
                ("Content-Type", self.content_type),
                ("Content-Length", str(len(self.content))),
                ("Cache-Control", "no-store"),
                # with no-referrer browsers would send our own forms without their origin
                ("Referrer-Policy", "same-origin"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
                *self.headers,
            ],
        )
        return [self.content]


def json_answer(value: Any, status: int = 200) -> Answer:
    return Answer(status=status, content=json.dumps(value).encode(), content_type="application/json")


def error(status: int, reason: str) -> Answer:
    """A refusal with its reason, as JSON."""
    return json_answer({"error": reason}, status)


def see_other(address: str) -> Answer:
    """Send the browser on, with GET."""
    return Answer(status=303, headers=(("Location", address),))


def request_of(environ: "WSGIEnvironment") -> Request | None:
    """None when the body is larger than anything the contract knows."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LARGEST_BODY:
        return None
    headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name[:5] == "HTTP_"}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("simulator.path") or environ.get("PATH_INFO", "/"),
        query={key: values[-1] for key, values in query.items()},
        base_url=f"{environ['wsgi.url_scheme']}://{headers.get('host', environ['SERVER_NAME'])}",
        headers=headers,
        content=environ["wsgi.input"].read(length) if length > 0 else b"",
        drop=environ.get("simulator.drop", _nothing_to_drop),
    )


def part(text: str) -> str:
    """A part of a path, as it was meant."""
    return unquote(text)


def _nothing_to_drop() -> None:
    """Another server than ours lends no way to break a connection off; the empty answer has to do."""
