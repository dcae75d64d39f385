"""What an operator configures for an account at a vendor of the REST kind."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from proctoring_host import BackendOptions, secret

LONGEST_SECONDS = 60.0
"""One hook may make four calls (token, call, new token, call again), and the host's lease is five minutes."""
LONGEST_TOKEN_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOptions(BackendOptions):
    """The options of one account; a vendor's own options derive from them and may give `base_url` a default.

    `timeout` is in seconds: one number, or one to connect and one for the whole answer; together at most 60.
    `token_expiration_time` (seconds) is how long a link to the dashboard is good for, and how long an access token
    is used whose answer does not say when it lapses. `default_rules` are sent with every exam.
    """

    base_url: str
    client_id: str
    client_secret: str = secret()
    timeout: float | tuple[float, float] = 10.0
    token_expiration_time: float = 60.0
    default_rules: Mapping[str, bool] = field(default_factory=dict)
    passing_statuses: tuple[str, ...] = ("Clean",)
    has_dashboard: bool = True
    supports_onboarding: bool = True
    has_onboarding_profiles: bool = True

    def problems(self) -> Mapping[str, str]:
        return dict(_problems(self))

    @property
    def timeouts(self) -> tuple[float, float]:
        """Seconds to connect, and seconds for the whole answer."""
        if isinstance(self.timeout, Sequence):
            connect, answer = self.timeout
            return float(connect), float(answer)
        return float(self.timeout), float(self.timeout)


def _problems(options: RestOptions) -> Iterator[tuple[str, str]]:
    if not _is_web_address(options.base_url):
        yield "base_url", "This must be an absolute http or https address with a host, and nothing after the path."
    for key in ("client_id", "client_secret"):
        if not getattr(options, key).strip():
            yield key, "This must not be empty."
    timeout = _timeout_problem(options.timeout)
    if timeout:
        yield "timeout", timeout
    if not 1 <= options.token_expiration_time <= LONGEST_TOKEN_SECONDS:
        yield "token_expiration_time", "This must be seconds, from 1 to a day."


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_host = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return has_host and not (parts.query or parts.fragment or parts.username) and text.isprintable()


def _timeout_problem(timeout: float | Sequence[float]) -> str:
    numbers = list(timeout) if isinstance(timeout, Sequence) else [timeout, timeout]
    if len(numbers) != 2 or not all(math.isfinite(number) and number > 0 for number in numbers):
        return "This must be seconds above 0, or two such numbers: to connect, and for the answer."
    if sum(numbers) > LONGEST_SECONDS:
        return "Connecting and the answer together must take at most 60 seconds; one number counts for each."
    return ""
