"""The vendor's server: real sockets on the loopback, so that what goes wrong goes wrong as in the field."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from proctoring_host.registry.guard import PluginRaised, guarded
from proctoring_host.testing.faults import ELSEWHERE, Fault, Misbehaviour, message
from proctoring_host.testing.subject import Answer, Route, VendorRequest
from proctoring_host.testing.watching import SERVER_THREAD

LARGEST_REQUEST = 4 * 1024 * 1024
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class _Line:
    """One connection, for a fault to play on."""

    def __init__(self, server: "VendorServer", connection: socket.socket, path: str) -> None:
        self.connection = connection
        self.url = server.url
        self.path = path
        self.patience_seconds = server.patience_seconds
        self._server = server

    def stay_silent(self, seconds: float | None = None) -> bool:
        """Wait for as long as the vendor is to be silent; true when nobody waits for it any more."""
        return self._server.released.wait(self.patience_seconds if seconds is None else seconds)

    def tell_patience(self) -> None:
        """Note who is still there, unless the test is over."""
        if not self._server.released.is_set() and _is_there(self.connection):
            self._server.was_waited_for = True


class VendorServer:
    """Answers by the routes, keeps what it was asked, and fails the calls of one hook on demand."""

    def __init__(self, routes: tuple[Route, ...], patience_seconds: float) -> None:
        self.requests: list[VendorRequest] = []
        self.problems: list[str] = []
        self.was_waited_for = False
        self.before: Callable[[], None] = _nothing
        self._routes = routes
        self.patience_seconds = patience_seconds
        self._faults: dict[str, Fault] = {}
        self._replies: dict[str, Answer] = {}
        self.released = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.closed_url = f"http://127.0.0.1:{self._closed.getsockname()[1]}"
        threading.Thread(target=self._serve, name=SERVER_THREAD, daemon=True).start()

    def fail(self, hook: str, fault: Fault) -> None:
        """From now on, what this hook asks goes wrong."""
        self._faults[hook] = fault

    def recover(self, hook: str) -> None:
        """The vendor is well again."""
        self._faults.pop(hook, None)

    def answer(self, hook: str, answer: Answer) -> None:
        """From now on, what this hook asks is answered like this."""
        self._replies[hook] = answer

    def requests_of(self, hook: str) -> list[VendorRequest]:
        """What was asked at the routes of this hook."""
        return [request for request in self.requests if (route := self._route(request)) and route.hook == hook]

    def requests_elsewhere(self) -> list[VendorRequest]:
        """What came to another host, where a redirect had led."""
        return [request for request in self.requests if request.path.startswith(ELSEWHERE)]

    def close(self) -> None:
        """Let everybody go who still waits."""
        self.released.set()
        # Closing alone does not wake a thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._closed.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), name=SERVER_THREAD, daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with connection:
            # A backend may hang up at any time, and then nobody is there to be told.
            try:
                request = _read(connection)
                self.requests.append(request)
                self.before()
                reply, right = self._reply(request)
                target = f"{request.path}?{request.query}" if request.query else request.path
                reply(_Line(self, connection, target), right)
                _linger(connection)
            except OSError:
                return

    def _reply(self, request: VendorRequest) -> tuple[Misbehaviour, Answer]:
        route = self._route(request)
        if route is None:
            if not request.path.startswith(ELSEWHERE):
                self.problems.append(f"no route fits {request.method} {request.path}")
            return _as_it_is, Answer(status=404, body=b'{"detail": "no such address"}')
        right = self._replies.get(route.hook) or self._answered(route, request)
        fault = self._faults.get(route.hook)
        return (fault.reply if fault else _as_it_is), right

    def _answered(self, route: Route, request: VendorRequest) -> Answer:
        if isinstance(route.answer, Answer):
            return route.answer
        answer = route.answer
        try:
            return guarded(lambda: answer(request))
        except PluginRaised as raised:
            self.problems.append(f"{route.method} {route.path} raised {type(raised.error).__name__}: {raised.error}")
            return Answer(status=500)

    def _route(self, request: VendorRequest) -> Route | None:
        for route in self._routes:
            if route.method == request.method and fnmatchcase(request.path, route.path):
                return route
        return None


@contextmanager
def running(routes: tuple[Route, ...], patience_seconds: float) -> Iterator[VendorServer]:
    """A server for the time of a test."""
    server = VendorServer(routes, patience_seconds)
    try:
        yield server
    finally:
        server.close()


def _as_it_is(line: object, right: Answer) -> None:
    assert isinstance(line, _Line)  # noqa: S101  for mypy: there is no other
    line.connection.sendall(message(right))


def _nothing() -> None:
    """What happens before an answer, unless a test wants something."""


def _linger(connection: socket.socket) -> None:
    """Bytes that were not read when a connection is closed would reset it, and take the answer along."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(1)
    while connection.recv(65536):
        pass


def _is_there(connection: socket.socket) -> bool:
    """Whether the other end has not hung up; it has nothing more to say in any case."""
    connection.setblocking(False)
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        connection.setblocking(True)


def _read(connection: socket.socket) -> VendorRequest:
    connection.settimeout(30)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection, received)
    head, body = received.split(b"\r\n\r\n", 1)
    length = _LENGTH.search(head)
    while length and len(body) < int(length[1]):
        body += _more(connection, body)
    line, *headers = head.decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ", 2)
    parts = urlsplit(target)
    named = [header.partition(":") for header in headers]
    return VendorRequest(
        method=method,
        path=parts.path,
        query=parts.query,
        headers={name.strip().lower(): value.strip() for name, _, value in named},
        body=body,
    )


def _more(connection: socket.socket, received: bytes) -> bytes:
    piece = connection.recv(65536)
    if not piece or len(received) > LARGEST_REQUEST:
        raise ConnectionError("the other end is gone, or has no end")
    return piece
