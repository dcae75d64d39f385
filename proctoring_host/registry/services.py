"""What the host lends to backends: a clock, ids, and HTTP sessions that neither wait nor read for ever."""

import math
import os
import time
import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import requests
import urllib3
from django.utils import timezone
from requests.sessions import merge_setting
from requests.utils import get_environ_proxies

from proctoring_host import correlation, lines
from proctoring_host.backend import Services
from proctoring_host.registry.bounded_http import TimedAdapter, answered_by

# Slightly more than a multiple of three seconds, after which TCP sends its first packet again.
CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
LARGEST_ANSWER = 4 * 1024 * 1024
# Of one vendor, and of vendors; more calls at once are made, too, but on connections that end with them.
MOST_KEPT = 32
PROXIES = tuple(spelt(f"{name}_proxy") for name in ("http", "https", "all", "no") for spelt in (str.lower, str.upper))
Timeout = float | tuple[float, float] | tuple[float, None] | None


class AnswerTooLong(requests.RequestException):
    """More than anybody could mean; the rest of it was not read."""


class LineClosed(requests.ConnectionError):
    """Whoever holds the line does not want the call to be made."""


class BoundedAdapter(TimedAdapter):
    """Gives a time-out to every call that has none, also to those a library makes on its own, and bounds the answer.

    A time-out of `requests` starts again with each piece that arrives. Here the parts of it, to connect and to read,
    are together also the time for the whole answer. A caller that streams it keeps time itself after the headers.
    """

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        line = lines.held()
        left = line.seconds() if line else math.inf
        if left <= 0:
            raise LineClosed("The vendor is not called just now.")
        connect, read = (min(each, left) for each in both(timeout))
        deadline = time.monotonic() + min(connect + read, left)
        status = None
        try:
            with answered_by(deadline, headers_only=stream):
                # Whatever is not true means not to verify. Only as False does it have connections of its own.
                response = super().send(request, stream, (connect, read), verify or False, cert, proxies)
            if not stream:
                _take_content(response, deadline)
            status = response.status_code
        finally:
            if line:
                line.ended(status)
        return response


class _Connections(TimedAdapter):
    """Those of this process; a child that was forked begins with none, so that it never speaks on its parent's."""

    def __init__(self) -> None:
        super().__init__(pool_connections=MOST_KEPT, pool_maxsize=MOST_KEPT)
        os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        self.proxy_manager: dict[str, Any] = {}
        self.init_poolmanager(MOST_KEPT, MOST_KEPT)


_connections = _Connections()


class _KeptAdapter(BoundedAdapter):
    """Of one session, so that what a backend sets at it ends with it; only its connections are those of the process.

    What differs in certificates or in proxies never shares a connection.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=MOST_KEPT, pool_maxsize=MOST_KEPT)
        self.poolmanager, self.proxy_manager = _connections.poolmanager, _connections.proxy_manager

    def close(self) -> None:
        """Sessions come and go; the connections stay."""


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """As requests does, which goes twice through the whole environment for each call."""
        if self.trust_env:
            proxies = {**_proxies_for(url, (proxies or {}).get("no_proxy")), **(proxies or {})}
            if verify is True or verify is None:
                verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or verify
        given = {"proxies": proxies, "stream": stream, "verify": verify, "cert": cert}
        return {name: merge_setting(value, getattr(self, name)) for name, value in given.items()}  # type: ignore[no-untyped-call]


def _proxies_for(url: str, without: str | None) -> Mapping[str, str]:
    scheme, _, rest = url.partition("://")
    return _proxies(f"{scheme}://{rest.partition('/')[0]}", without, tuple(map(os.environ.get, PROXIES)))


@lru_cache(64)
def _proxies(root: str, without: str | None, _environment: tuple[str | None, ...]) -> Mapping[str, str]:
    return get_environ_proxies(root, without)


def both(timeout: Timeout) -> tuple[float, float]:
    """Seconds to connect and to read, where a call says so little as nothing."""
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    return CONNECT_SECONDS if connect is None else connect, READ_SECONDS if read is None else read


def _take_content(response: requests.Response, deadline: float) -> None:
    """Read the answer to its end, as `requests` would, with the errors that it would raise."""
    try:
        # requests offers no way to read what has arrived, and would wait for the whole.
        response._content = _content(response, deadline)
    except urllib3.exceptions.DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from error
    except urllib3.exceptions.ReadTimeoutError as error:
        late = time.monotonic() >= deadline
        raise (requests.ReadTimeout if late else requests.ConnectionError)(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
    finally:
        response.close()


def _content(response: requests.Response, deadline: float) -> bytes:
    content = bytearray()
    while piece := response.raw.read1(65536, decode_content=True):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise AnswerTooLong(f"The answer is longer than {LARGEST_ANSWER} bytes.")
        if time.monotonic() > deadline:
            raise requests.ReadTimeout("The answer did not come to its end in time.")
    return bytes(content)


def make_services() -> Services:
    """The services of a running site."""
    return Services(clock=timezone.now, new_id=lambda: str(uuid.uuid4()), http=http_session)


def http_session() -> requests.Session:
    """A new session; the caller closes it. It tells the vendor the id of the cause it is made for.

    It knows nothing of earlier calls, no cookie either, but may speak on a connection that one of them has left open.

    Proxies and certificates of the environment apply, as operators expect. A `.netrc` does not: it would replace
    the `Authorization` header in which vendors' protocols carry their signatures. No redirect is followed: it would
    carry keys and learners' names to another host. Whoever asked gets it as the answer that it is.
    """
    session = _Session()
    session.headers["User-Agent"] = f"proctoring-host/{_version()}"
    if found := correlation.current():
        session.headers[correlation.HEADER] = found
    session.auth = _leave_as_it_is
    adapter = _KeptAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _leave_as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


@cache
def _version() -> str:
    try:
        return version("proctoring-host")
    except PackageNotFoundError:
        return "unknown"
