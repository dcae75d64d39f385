"""What the host lends to backends: a clock, ids, and HTTP sessions that never wait for ever."""

import uuid
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import requests
from django.utils import timezone
from requests.adapters import HTTPAdapter

from proctoring_host.backend import Services

# Slightly more than a multiple of three seconds, after which TCP sends its first packet again.
CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
Timeout = float | tuple[float, float] | tuple[float, None] | None


class _Adapter(HTTPAdapter):
    """Gives a time-out to every call that has none, also to those a library makes on its own."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        timeout = (CONNECT_SECONDS, READ_SECONDS) if timeout is None else timeout
        return super().send(request, stream, timeout, verify, cert, proxies)


def make_services() -> Services:
    """The services of a running site."""
    return Services(clock=timezone.now, new_id=lambda: str(uuid.uuid4()), http=http_session)


def http_session() -> requests.Session:
    """A new session; the caller closes it.

    Proxies and certificates of the environment apply, as operators expect. A `.netrc` does not: it would replace
    the `Authorization` header in which vendors' protocols carry their signatures.
    """
    session = requests.Session()
    session.headers["User-Agent"] = f"proctoring-host/{_version()}"
    session.auth = _leave_as_it_is
    session.mount("https://", _Adapter())
    session.mount("http://", _Adapter())
    return session


def _leave_as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _version() -> str:
    try:
        return version("proctoring-host")
    except PackageNotFoundError:
        return "unknown"
