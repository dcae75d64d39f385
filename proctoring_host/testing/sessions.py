"""What the suite lends to a backend: a clock that is moved by hand, ids, and sessions that lead to its own server."""

import itertools
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests

from proctoring_host.backend import Services
from proctoring_host.registry.services import BoundedAdapter, Timeout, both, http_session
from proctoring_host.testing.samples import NOW

HURRY_SECONDS = 0.3
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        """On, or back."""
        self.now += timedelta(seconds=seconds)


class _Router(BoundedAdapter):
    """Leads every call to one address, so that no test leaves the machine, whatever address a backend was given."""

    def __init__(self, url: str, timeouts: list[float], *, hurry: bool) -> None:
        super().__init__()
        self._url = url
        self._timeouts = timeouts
        self._hurry = hurry

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        parts = urlsplit(str(request.url))
        if parts.hostname not in LOOPBACK:
            request.headers.setdefault("Host", parts.netloc)
            request.url = f"{self._url}{str(request.url).partition(parts.netloc)[2]}"
        self._timeouts.extend(both(timeout))
        return super().send(request, stream, HURRY_SECONDS if self._hurry else timeout, verify, cert, {})


def lend(url: str, clock: Clock, timeouts: list[float], *, hurry: bool, on_session: Callable[[], None]) -> Services:
    """`hurry` cuts every time-out short; `on_session` is called whenever a session is asked for.

    Time-outs that a backend asks for are added to `timeouts`.
    """
    numbers = itertools.count(1)

    def session() -> requests.Session:
        on_session()
        opened = http_session()
        for scheme in ("http://", "https://"):
            opened.mount(scheme, _Router(url, timeouts, hurry=hurry))
        return opened

    return Services(clock=clock, new_id=lambda: f"id-{next(numbers)}", http=session)
