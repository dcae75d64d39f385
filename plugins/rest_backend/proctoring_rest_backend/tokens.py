"""Access tokens by client credentials: fetched when needed, kept until shortly before they lapse."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error

from proctoring_host.errors import BackendAnswerInvalid, BackendError
from proctoring_rest_backend.options import RestOptions
from proctoring_rest_backend.transport import Answer, Call, Transport

WHAT = "getting an access token"
# A token that lapses on its way is refused; short-lived ones keep most of their life.
LARGEST_MARGIN = 30.0
LONGEST_TOKEN = 16 * 1024
LONGEST_LIFE = 30 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Token:
    text: str = field(repr=False)
    good_until: datetime


class Tokens:
    """The token of one account, shared by the threads of this process.

    Two threads may fetch one at the same time; nobody waits for another's slow vendor.
    """

    def __init__(self, options: RestOptions, token_type: str, clock: Callable[[], datetime]) -> None:
        self._options = options
        self._token_type = token_type
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Token | None = None

    def get(self, transport: Transport, url: str) -> str:
        """A token that is good now. Raises `BackendError`; none of its kinds is final: an operator mends accounts."""
        with self._lock:
            if self._kept and self._clock() < self._kept.good_until:
                return self._kept.text
        fetched = self._fetch(transport, url)
        with self._lock:
            self._kept = fetched
        return fetched.text

    def forget(self, text: str) -> None:
        """The vendor refused this one; a newer one, which another thread has fetched, stays."""
        with self._lock:
            if self._kept and self._kept.text == text:
                self._kept = None

    def _fetch(self, transport: Transport, url: str) -> Token:
        client = BackendApplicationClient(client_id=self._options.client_id)
        form = client.prepare_request_body(
            include_client_id=True, client_secret=self._options.client_secret, token_type=self._token_type
        )
        asked_at = self._clock()
        answer = transport.send(Call(what=WHAT, method="POST", url=url, form=form))
        if answer.status not in {200, 201}:
            raise self._refusal(transport, answer)
        text, seconds = self._read(client, transport, answer)
        return Token(text, asked_at + timedelta(seconds=seconds - min(LARGEST_MARGIN, seconds / 10)))

    def _read(self, client: BackendApplicationClient, transport: Transport, answer: Answer) -> tuple[str, float]:
        try:
            # oauthlib would read anything that is no JSON as a form.
            content = answer.parsed()
            if not isinstance(content, dict):
                raise self._invalid(transport, "is no JSON object")
            token = client.parse_request_body_response(answer.content.decode())
        except (ValueError, TypeError, AttributeError, OverflowError, OAuth2Error):
            raise self._invalid(transport, "holds no usable token") from None
        text, seconds = token.get("access_token"), content.get("expires_in")
        if not isinstance(text, str) or not _fits_a_header(text):
            raise self._invalid(transport, "holds no usable token")
        try:
            life = float(self._options.token_expiration_time if seconds is None else seconds)
        except (TypeError, ValueError):
            raise self._invalid(transport, "does not say in seconds how long the token is good for") from None
        return text, min(max(life, 0.0), LONGEST_LIFE)

    def _refusal(self, transport: Transport, answer: Answer) -> BackendError:
        if answer.status < 400:
            return self._invalid(transport, f"has the status {answer.status} in place of 200 or 201")
        wrong = answer.status in {400, 401, 403}
        advice = "Compare client_id and client_secret with the vendor's." if wrong else "It can be tried again."
        return BackendError(
            f"The backend {transport.backend} failed at {WHAT}: the vendor answered with the status {answer.status}. "
            f"{advice}",
            backend=transport.backend,
            vendor_status=answer.status,
            retry_after=answer.retry_after(self._clock()),
        )

    def _invalid(self, transport: Transport, what: str) -> BackendAnswerInvalid:
        return BackendAnswerInvalid(
            f"The answer of the backend {transport.backend} to {WHAT} {what}. Check base_url.",
            backend=transport.backend,
        )


def _fits_a_header(text: str) -> bool:
    return 0 < len(text) <= LONGEST_TOKEN and text.isascii() and text.isprintable() and " " not in text
