"""The one call to the vendor: registering an attempt over HTTP."""

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
from proctoring_host.errors import BackendAnswerInvalid, BackendError, BackendUnreachable, RegistrationRefused
from proctoring_software_secure.options import SoftwareSecureOptions
from proctoring_software_secure.signing import http_date, signature

CONTENT_TYPE = "application/json"
ANSWER_LIMIT = 16 * 1024
LOCATOR_LIMIT = 255
ACCEPTED = frozenset({200, 201})
# With these the vendor asks to be called again; any other 4xx stays what it is.
WORTH_RETRYING = frozenset({408, 425, 429})
LONGEST_WAIT = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCall:
    """One registration on its way to the vendor.

    Its errors never carry the exception underneath: that holds the request with its signature and the learner's
    name, and tracebacks are logged.
    """

    backend: str
    options: SoftwareSecureOptions
    services: Services
    body: Mapping[str, Any] = field(repr=False)

    def send(self) -> str:
        """Post the registration and return the vendor's record locator."""
        data = json.dumps(self.body, allow_nan=False).encode()
        try:
            with self.services.http() as session:
                status, headers, content = self._post(session, data)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._unreachable(error) from None
        if status not in ACCEPTED:
            raise self._refusal(status, headers)
        return self._locator(content, status)

    def _headers(self) -> dict[str, str]:
        date = http_date(self.services.clock())
        signed = signature(self.options.secret_key, content_type=CONTENT_TYPE, date=date, body=self.body)
        return {
            "Content-Type": CONTENT_TYPE,
            "Date": date,
            "Authorization": f"SSI {self.options.secret_key_id}:{signed}",
        }

    def _post(self, session: requests.Session, data: bytes) -> tuple[int, Mapping[str, str], bytes]:
        connect, seconds = self.options.timeouts
        deadline = time.monotonic() + connect + seconds
        response = session.post(
            self.options.exam_register_endpoint,
            data=data,
            headers=self._headers(),
            auth=_as_is,
            timeout=(connect, seconds),
            allow_redirects=False,
            stream=True,
        )
        with closing(response):
            content = self._read(response, deadline) if response.status_code in ACCEPTED else b""
        return response.status_code, response.headers, content

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        # The time-out of requests starts again with each piece, so a vendor that drips would never time out.
        # What has arrived is taken as it is, where requests itself would wait for a whole piece.
        content = b""
        while piece := response.raw.read1(ANSWER_LIMIT, decode_content=True):
            content += piece
            if len(content) > ANSWER_LIMIT:
                raise self._invalid(f"is longer than {ANSWER_LIMIT} bytes", response.status_code)
            if time.monotonic() > deadline:
                raise requests.ReadTimeout
        return content

    def _locator(self, content: bytes, status: int) -> str:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            raise self._invalid("is not JSON", status) from None
        locator = answer.get("ssiRecordLocator") if isinstance(answer, dict) else None
        if not isinstance(locator, str) or not locator.strip():
            raise self._invalid("has no ssiRecordLocator", status)
        if len(locator) > LOCATOR_LIMIT or not locator.isprintable():
            raise self._invalid("has an ssiRecordLocator that cannot be stored", status)
        return locator

    @property
    def _subject(self) -> str:
        return f"the attempt {self.body['examCode']} at the backend {self.backend}"

    def _unreachable(self, error: Exception) -> BackendUnreachable:
        reason = _reason(error, *self.options.timeouts)
        return BackendUnreachable(
            f"Registering {self._subject} failed: {reason}. It can be tried again.", backend=self.backend
        )

    def _refusal(self, status: int, headers: Mapping[str, str]) -> BackendError:
        if status < 400:
            return self._invalid(f"has the status {status} in place of 200 or 201", status)
        final = status < 500 and status not in WORTH_RETRYING
        advice = "Compare keys, clock and endpoint with the vendor's." if final else "It can be tried again."
        wait = _retry_after(headers.get("Retry-After", ""), self.services.clock())
        return RegistrationRefused(
            f"The vendor refused to register {self._subject} with the status {status}. {advice}",
            backend=self.backend,
            vendor_status=status,
            retry_after=wait if status in {429, 503} else None,
            final=final,
        )

    def _invalid(self, what: str, status: int) -> BackendAnswerInvalid:
        return BackendAnswerInvalid(
            f"The vendor's answer to registering {self._subject} {what}. Check exam_register_endpoint.",
            backend=self.backend,
            vendor_status=status,
        )


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


def _retry_after(text: str, now: datetime) -> float | None:
    """Seconds, of either form of the header; None where there is no usable one."""
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        wait = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(0.0, wait), LONGEST_WAIT)
