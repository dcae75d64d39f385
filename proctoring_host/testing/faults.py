"""The ways in which a vendor's server can fail a call, each with what the host has to hear of it."""

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from proctoring_host.errors import BackendAnswerInvalid, BackendError, BackendUnreachable, RegistrationRefused
from proctoring_host.testing.bending import mapped
from proctoring_host.testing.subject import Answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
RETRY_AFTER = 17
DRIP_SECONDS = 0.02
HUGE = 8 * 1024 * 1024
ELSEWHERE = "/somewhere-else"


class Line(Protocol):
    """The server's end of one connection.

    `stay_silent` waits until nobody needs it to wait any more, and is then true. `tell_patience` is for a vendor that
    was as slow as it wanted to be: whoever is then still there has waited for it.
    """

    connection: socket.socket
    url: str
    path: str
    patience_seconds: float

    def stay_silent(self, seconds: float | None = None) -> bool: ...

    def tell_patience(self) -> None: ...


Misbehaviour = Callable[[Line, Answer], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`reply` gets the right answer too, so that what is only slow ends with it.

    `raises` are the errors that tell the host the truth; `is_slow` ones need short time-outs, and `refuses` means
    that nobody listens.
    """

    name: str
    says: str
    raises: tuple[type[BackendError], ...]
    reply: Misbehaviour = field(repr=False)
    status: int | None = None
    final: bool | None = False
    is_slow: bool = False
    refuses: bool = False


def message(answer: Answer) -> bytes:
    """An answer as bytes; headers of the answer beat those that belong to it."""
    own = {"Content-Length": str(len(answer.body)), "Connection": "close"}
    lines = [
        f"HTTP/1.1 {answer.status} Status",
        *(f"{key}: {value}" for key, value in {**own, **answer.headers}.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + answer.body


def says(answer: Answer) -> Misbehaviour:
    """Answers with this instead."""
    return lambda line, right: line.connection.sendall(message(answer))


def sends(content: bytes) -> Misbehaviour:
    """Sends just these bytes and hangs up."""
    return lambda line, right: line.connection.sendall(content)


def body(content: bytes, kind: str = "application/json") -> Misbehaviour:
    """A good status around this body."""
    return says(Answer(body=content, headers={"Content-Type": kind}))


def _reset(line: Line, right: Answer) -> None:
    line.connection.sendall(message(right)[:-1])
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connection.close()


def _silent(line: Line, right: Answer) -> None:
    line.stay_silent()
    line.tell_patience()
    line.connection.sendall(message(right))


def _silent_in_body(line: Line, right: Answer) -> None:
    whole = message(right)
    line.connection.sendall(whole[:-1])
    line.stay_silent()
    line.tell_patience()
    line.connection.sendall(whole[-1:])


def _drip(line: Line, right: Answer) -> None:
    """White space before the answer, which a reader of JSON would forgive, for as long as the vendor is patient."""
    drops = int(line.patience_seconds / DRIP_SECONDS) + 1
    whole = message(Answer(status=right.status, body=b" " * drops + right.body, headers=right.headers))
    head = len(whole) - len(right.body) - drops
    line.connection.sendall(whole[:head])
    for _ in range(drops):
        line.connection.sendall(b" ")
        if line.stay_silent(DRIP_SECONDS):
            return
    line.tell_patience()
    line.connection.sendall(whole[head + drops :])


def _drip_in_headers(line: Line, right: Answer) -> None:
    """A header that does not end, for as long as the vendor is patient."""
    line.connection.sendall(f"HTTP/1.1 {right.status} Status\r\nX-Long: ".encode())
    for _ in range(int(line.patience_seconds / DRIP_SECONDS) + 1):
        line.connection.sendall(b"x")
        if line.stay_silent(DRIP_SECONDS):
            return
    line.tell_patience()
    line.connection.sendall(b"\r\n" + message(right).partition(b"\r\n")[2])


def _huge(line: Line, right: Answer) -> None:
    line.connection.sendall(message(Answer(status=200, body=b" " * HUGE + right.body, headers=right.headers)))


def _redirect_loop(line: Line, right: Answer) -> None:
    line.connection.sendall(message(Answer(status=307, headers={"Location": line.path})))


def _redirect_elsewhere(line: Line, right: Answer) -> None:
    """Another name of the loopback is another origin; what comes there is recorded under `ELSEWHERE`."""
    target = line.url.replace("127.0.0.1", "localhost") + ELSEWHERE
    line.connection.sendall(message(Answer(status=307, headers={"Location": target})))


def _with_values(value: object) -> Misbehaviour:
    """The right answer, with another value at every place."""

    def reply(line: Line, right: Answer) -> None:
        try:
            content = mapped(json.loads(right.body), lambda _: value)
        except ValueError:
            content = {}
        line.connection.sendall(message(Answer.json(content)))

    return reply


GONE = (BackendUnreachable,)
NONSENSE = (BackendAnswerInvalid,)
REFUSED = (RegistrationRefused,)


def _broken(name: str, text: str, reply: Misbehaviour, *, is_slow: bool = False, refuses: bool = False) -> Fault:
    return Fault(name=name, says=text, raises=GONE, reply=reply, is_slow=is_slow, refuses=refuses)


def _status(code: int, *, final: bool | None = None, headers: Mapping[str, str] | None = None) -> Fault:
    answer = Answer(status=code, body=b'{"detail": "no"}', headers=headers or {})
    return Fault(
        name=f"status-{code}",
        says=f"answers with the status {code}",
        raises=(BackendError,) if code == 401 else REFUSED,
        reply=says(answer),
        status=code,
        final=final,
    )


def _nonsense(name: str, text: str, content: bytes, kind: str = "application/json") -> Fault:
    return Fault(name=name, says=f"answers with {text}", raises=NONSENSE, reply=body(content, kind))


BROKEN_LINES = (
    _broken("refused", "refuses the connection", sends(b""), refuses=True),
    _broken("hung-up", "hangs up without an answer", sends(b"")),
    _broken("cut-status", "hangs up in the status line", sends(b"HTTP/1.1")),
    _broken("no-http", "does not speak HTTP", sends(b"220 mail server ready\r\n\r\n")),
    _broken("cut-body", "hangs up in the body", sends(HEAD + b"Content-Length: 100\r\n\r\n{")),
    _broken("wrong-chunk", "sends a broken chunk", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")),
    _broken("wrong-gzip", "sends broken gzip", sends(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno")),
    _broken("reset", "resets the connection in mid-answer", _reset),
)
SLOW_LINES = (
    _broken("silent", "does not answer in time", _silent, is_slow=True),
    _broken("silent-in-body", "falls silent in the body", _silent_in_body, is_slow=True),
    _broken("drip", "sends its answer in drips, each just in time", _drip, is_slow=True),
    _broken("drip-in-headers", "sends its headers in drips, each just in time", _drip_in_headers, is_slow=True),
)
REFUSALS = tuple(_status(code) for code in (400, 401, 403, 404, 409, 422))
PASSING_REFUSALS = tuple(_status(code, final=False) for code in (429, 500, 502, 503, 504))
NONSENSE_ANSWERS = (
    _nonsense("empty", "an empty body", b""),
    _nonsense("html", "a page in HTML", b"<!doctype html><title>Maintenance</title><p>Back soon.", "text/html"),
    _nonsense("no-utf-8", "bytes that are no text", b"\xff\xfe\xfd"),
    _nonsense("cut-json", "half of a JSON object", b'{"id": "att'),
    _nonsense("null", "null", b"null"),
    _nonsense("list", "a list in place of an object", b"[1, 2]"),
    _nonsense("text", "text in place of an object", b'"no"'),
    _nonsense("number", "a number in place of an object", b"7"),
    _nonsense("empty-object", "an object without its keys", b"{}"),
    _nonsense("deep", "brackets nested without end", b"[" * 60_000),
)
WRONG_VALUES = tuple(
    Fault(name=name, says=f"answers with {text} in every place", raises=NONSENSE, reply=_with_values(value))
    for name, text, value in (("nulls", "null", None), ("empty-texts", "an empty text", ""), ("lists", "a list", [1]))
)
TOO_MANY_REQUESTS = _status(429, final=False, headers={"Retry-After": str(RETRY_AFTER)})
HUGE_ANSWER = Fault(
    name="huge",
    says=f"sends {HUGE // 1024 // 1024} MiB",
    raises=(BackendAnswerInvalid, BackendUnreachable),
    reply=_huge,
    final=None,
)
REDIRECT_LOOP = Fault(
    name="redirect-loop", says="redirects to itself", raises=(BackendError,), reply=_redirect_loop, final=None
)
REDIRECT_ELSEWHERE = Fault(
    name="redirect-elsewhere", says="redirects to another host", raises=(BackendError,), reply=_redirect_elsewhere,
    final=None,
)  # fmt: skip
EVERY_FAULT = (
    *BROKEN_LINES,
    *SLOW_LINES,
    *REFUSALS,
    *PASSING_REFUSALS,
    *NONSENSE_ANSWERS,
    *WRONG_VALUES,
    HUGE_ANSWER,
    REDIRECT_LOOP,
    REDIRECT_ELSEWHERE,
)
EVERYWHERE = tuple(fault for fault in EVERY_FAULT if fault.name in {"refused", "hung-up", "silent", "status-500"})
"""A few of each sort, for the hooks beside the registration."""
