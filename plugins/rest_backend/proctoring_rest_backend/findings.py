"""What a backend says about its own configuration, and about the way to its vendor."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from proctoring_host.data import CheckLevel, CheckMessage
from proctoring_host.errors import BackendError
from proctoring_rest_backend.answers import Wrong
from proctoring_rest_backend.api import Api
from proctoring_rest_backend.configuration import config_of
from proctoring_rest_backend.options import RestOptions
from proctoring_rest_backend.transport import Call

# RFC 7518 asks for a key as long as the digest.
SHORTEST_SECRET = 32
# Half of the shortest usual life of a link to the dashboard.
LARGEST_SKEW_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`prefix` begins the ids: a vendor's own name for its checks."""

    prefix: str
    name: str
    options: RestOptions

    def of_configuration(self) -> Iterator[CheckMessage]:
        """Everything that can be said without calling anybody."""
        if _leaves_machine_in_clear(self.options.base_url):
            yield self._message(
                CheckLevel.WARNING,
                "W001",
                "Secrets and learners' names are sent to the vendor over an unencrypted connection.",
                "Use an address that begins with https://.",
                "base_url",
            )
        if self.options.has_dashboard and len(self.options.client_secret.encode()) < SHORTEST_SECRET:
            yield self._message(
                CheckLevel.WARNING,
                "W002",
                f"The secret that signs links to the dashboard has fewer than {SHORTEST_SECRET} bytes and could be "
                "guessed from one such link.",
                "Ask the vendor for a longer one.",
                "client_secret",
            )

    def of_vendor(self, api: Api, config_url: str) -> Iterator[CheckMessage]:
        """Gets a token and the configuration, which leaves nothing behind, and compares the clocks."""
        try:
            api.tokens.get(api.transport, api.token_url)
        except BackendError as error:
            yield self._error("E101", f"No access token can be had. {error.detail}", "client_id")
            return
        call = Call(what="asking for the configuration", method="GET", url=config_url)
        try:
            answer = api.answer(call)
            config_of(api.as_object(call, api.content(call, answer)))
        except (BackendError, Wrong) as error:
            yield self._error("E102", f"The vendor's configuration cannot be read. {error}", "base_url")
            return
        yield from self._of_clock(answer.date, api.transport.services.clock())
        text = "The vendor took the credentials and sent its configuration."
        yield self._message(CheckLevel.INFO, "I104", text, "", "base_url")

    def _of_clock(self, theirs: datetime | None, ours: datetime) -> Iterator[CheckMessage]:
        skew = (ours - theirs).total_seconds() if theirs else 0.0
        if abs(skew) > LARGEST_SKEW_SECONDS:
            side = "ahead of" if skew > 0 else "behind"
            yield self._message(
                CheckLevel.WARNING,
                "W103",
                f"Our clock is {abs(skew):.0f} seconds {side} the vendor's.",
                "Synchronise this machine's clock: links to the dashboard are good for a short time only.",
                "token_expiration_time",
            )

    def _error(self, number: str, text: str, key: str) -> CheckMessage:
        hint = "Check base_url, client_id and client_secret, and the network."
        return self._message(CheckLevel.ERROR, number, text, hint, key)

    def _message(self, level: CheckLevel, number: str, text: str, hint: str, key: str) -> CheckMessage:
        setting = f'PROCTORING_BACKENDS["{self.name}"]["{key}"]'
        return CheckMessage(level=level, id=f"{self.prefix}.{number}", text=text, hint=hint, setting=setting)


def _leaves_machine_in_clear(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
