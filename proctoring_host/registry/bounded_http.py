"""Connections on which an answer has to be there in time as a whole, and which are kept for a moment for the next call.

The time-outs of the HTTP library begin anew with every byte. A vendor that sends a header every few seconds could so
keep a call alive for hours, and outlive the lease of the effect that made it.
"""

import http.client
import io
import math
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

# Most servers keep an idle connection for five seconds or longer. One that closes it while a call is on its way leaves
# the caller not knowing whether it was heard, so it is not used any more a while before that.
KEPT_SECONDS = 4.0


@dataclass
class _End:
    """When an answer has to be there, on the clock of `time.monotonic`; whoever reads it looks each time."""

    at: float


_ends_at: ContextVar[_End | None] = ContextVar("proctoring_call_ends_at", default=None)


@contextmanager
def answered_by(ends_at: float, *, headers_only: bool = False) -> Iterator[None]:
    """What is answered meanwhile to this thread has to be read by then; a caller that streams keeps time by itself."""
    end = _End(ends_at)
    token = _ends_at.set(end)
    try:
        yield
    finally:
        _ends_at.reset(token)
        if headers_only:
            end.at = math.inf


class _Stream(socket.SocketIO):
    """Reads a socket, each time with no more patience than what is left of the whole call."""

    def __init__(self, sock: socket.socket, end: _End) -> None:
        super().__init__(sock, "r")
        self._socket, self._end, self._patience = sock, end, sock.gettimeout()

    def readinto(self, buffer: Any) -> int | None:
        left = self._end.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("The time for the whole call is over.")
        patience = math.inf if self._patience is None else self._patience
        self._socket.settimeout(None if math.isinf(min(left, patience)) else min(left, patience))
        return super().readinto(buffer)


class _Readable:
    """What `http.client` needs of a socket."""

    def __init__(self, sock: socket.socket, end: _End) -> None:
        self._socket, self._end = sock, end

    def makefile(self, mode: str) -> io.BufferedReader:
        # As the socket's own `makefile` does, so that the socket stays open as long as something reads it.
        self._socket._io_refs += 1  # type: ignore[attr-defined]
        return io.BufferedReader(_Stream(self._socket, self._end))


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        end = _ends_at.get()
        super().__init__(sock if end is None else _Readable(sock, end), *args, **kwargs)  # type: ignore[arg-type]


class _HTTPConnection(HTTPConnection):
    response_class = _Response
    _answered_at = -math.inf

    def getresponse(self) -> Any:
        _acknowledge_at_once(self.sock)
        response = super().getresponse()
        self._answered_at = time.monotonic()
        return response

    @property
    def is_connected(self) -> bool:
        """Whether it can be used once more, which the pool asks before it gives it to the next caller."""
        return time.monotonic() - self._answered_at < KEPT_SECONDS and super().is_connected


class _HTTPSConnection(_HTTPConnection, HTTPSConnection):
    pass


def _acknowledge_at_once(sock: object) -> None:
    """Some servers send the rest of an answer once its beginning is acknowledged, which is put off by 40 milliseconds
    on any but a new connection. Only Linux can be asked, and forgets it soon; without it the answer comes, too."""
    if isinstance(sock, socket.socket) and hasattr(socket, "TCP_QUICKACK"):
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class TimedAdapter(HTTPAdapter):
    """Its connections know when an answer has to be there, from its first header on; also through a proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._bound(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return self._bound(super().proxy_manager_for(*args, **kwargs))

    @staticmethod
    def _bound(manager: Any) -> Any:
        manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        return manager
