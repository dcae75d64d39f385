"""One HTTP exchange with a vendor: bounded in time and size, and silent about what it carried."""

import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3

from proctoring_host.backend import Services
from proctoring_host.errors import BackendAnswerInvalid, BackendUnreachable

ANSWER_LIMIT = 128 * 1024
PIECE = 65536
LONGEST_WAIT = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`what` stands in messages, as in "registering the attempt X"; the address does not, since it names people."""

    what: str
    method: str
    url: str = field(repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    form: str = field(default="", repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Header names are looked up in any case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def date(self) -> datetime | None:
        return _moment(self.headers.get("Date", ""))

    def retry_after(self, now: datetime) -> float | None:
        """Seconds, of either form of the header; None where there is no usable one, or it has no meaning."""
        text = self.headers.get("Retry-After", "")
        if self.status not in {429, 503}:
            return None
        if text.isascii() and text.isdecimal():
            return min(float(text), LONGEST_WAIT)
        moment = _moment(text)
        return None if moment is None else min(max(0.0, (moment - now).total_seconds()), LONGEST_WAIT)

    def parsed(self) -> Any:
        """The JSON of the body; raises `ValueError` when it is none."""
        try:
            return json.loads(self.content, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("nested too deeply") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """Its errors never carry the exception underneath: that holds the request, and tracebacks are logged."""

    backend: str
    services: Services
    timeouts: tuple[float, float]

    def send(self, call: Call) -> Answer:
        """The vendor's answer, whatever its status. Raises `BackendUnreachable` and `BackendAnswerInvalid`."""
        try:
            with self.services.http() as session:
                return self._exchange(session, call)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            reason = _reason(error, *self.timeouts)
        raise BackendUnreachable(
            f"The backend {self.backend} failed at {call.what}: {reason}. It can be tried again.",
            backend=self.backend,
        )

    def _exchange(self, session: requests.Session, call: Call) -> Answer:
        connect, seconds = self.timeouts
        deadline = time.monotonic() + connect + seconds
        response = session.request(
            call.method,
            call.url,
            data=json.dumps(call.json, allow_nan=False).encode() if call.json is not None else call.form or None,
            params=dict(call.query),
            headers=_headers(call),
            auth=_as_is,
            timeout=(connect, seconds),
            allow_redirects=False,
            stream=True,
        )
        with closing(response):
            # What a redirect or a broken server has to say in its body is of no use to anybody.
            wanted = response.status_code < 300 or 400 <= response.status_code < 500
            content = self._read(response, deadline, call) if wanted else b""
        return Answer(status=response.status_code, headers=response.headers, content=content)

    def _read(self, response: requests.Response, deadline: float, call: Call) -> bytes:
        # The time-out of requests starts again with each piece, so a vendor that drips would never time out.
        # What has arrived is taken as it is: byte by byte, a long list of profiles would take longer than the vendor.
        content = bytearray()
        while piece := response.raw.read1(PIECE, decode_content=True):
            content += piece
            if len(content) > ANSWER_LIMIT:
                raise self._too_long(call, response.status_code)
            if time.monotonic() > deadline:
                raise requests.ReadTimeout
        return bytes(content)

    def _too_long(self, call: Call, status: int) -> BackendAnswerInvalid:
        return BackendAnswerInvalid(
            f"The answer of the backend {self.backend} to {call.what} is longer than {ANSWER_LIMIT} bytes.",
            backend=self.backend,
            vendor_status=status,
        )


def _headers(call: Call) -> dict[str, str]:
    kind = "application/json" if call.json is not None else "application/x-www-form-urlencoded" if call.form else ""
    return {"Accept": "application/json", **({"Content-Type": kind} if kind else {}), **call.headers}


def _as_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without an `auth`, requests replaces our Authorization by what a ~/.netrc says about the host."""
    return request


def _reason(error: Exception, connect: float, seconds: float) -> str:
    match error:
        case requests.exceptions.SSLError():
            return "no encrypted connection could be made; look at the vendor's certificate"
        case requests.ConnectTimeout():
            return f"no connection within {connect:g} seconds"
        case requests.Timeout():
            return f"no complete answer within {seconds:g} seconds"
        case (
            urllib3.exceptions.ReadTimeoutError()
            | requests.ConnectionError(args=[urllib3.exceptions.ReadTimeoutError()])
        ):
            return f"no answer for {seconds:g} seconds"
        case _:
            return f"the connection was refused or broken ({type(error).__name__})"


def _moment(text: str) -> datetime | None:
    """None for what is no date, and for one that does not say its time zone."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None


def _no_constant(name: str) -> Any:
    raise ValueError("a number that JSON does not have")
