"""What a backend says about its own configuration, and about the way to its vendor."""

import ipaddress
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
import urllib3

from proctoring_host.backend import Services
from proctoring_host.data import CheckLevel, CheckMessage
from proctoring_software_secure.options import SoftwareSecureOptions

SHORTEST_SECRET = 16
# The vendor refuses a Date that is too far from its own clock; how far it tells nobody, so we warn early.
LARGEST_SKEW_SECONDS = 120


def configuration_findings(name: str, options: SoftwareSecureOptions) -> Iterator[CheckMessage]:
    """Everything that can be said without calling anybody."""
    secret = options.review_callback_secret
    if not (secret or options.review_callback_networks):
        yield _warning(
            "W001",
            "Anybody who knows an attempt's code and record locator, its own learner included, can post its review.",
            "Set review_callback_secret, and register the callback's address with the secret at the vendor; "
            "or set review_callback_networks to the vendor's networks.",
            _path(name, "review_callback_secret"),
        )
    if secret and len(secret) < SHORTEST_SECRET:
        yield _warning(
            "W002",
            f"The secret of the review callback has fewer than {SHORTEST_SECRET} characters and could be guessed.",
            "Use a long random text of letters and digits.",
            _path(name, "review_callback_secret"),
        )
    if not options.video_review_aes_key:
        yield _warning(
            "W003",
            "Links to recordings are dropped: without a key they cannot be encrypted, and are not kept in the clear.",
            "Set video_review_aes_key to 64 random hexadecimal digits.",
            _path(name, "video_review_aes_key"),
        )
    if _leaves_machine_in_clear(options.exam_register_endpoint):
        yield _warning(
            "W004",
            "Registrations, with learners' names in them, are sent over an unencrypted connection.",
            "Use an address that begins with https://.",
            _path(name, "exam_register_endpoint"),
        )


def live_findings(name: str, options: SoftwareSecureOptions, services: Services) -> Iterator[CheckMessage]:
    """Call the vendor's endpoint with HEAD, which registers nothing, and compare the clocks."""
    setting = _path(name, "exam_register_endpoint")
    try:
        status, date = _ask(options, services)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        yield CheckMessage(
            level=CheckLevel.ERROR,
            id="software_secure.E101",
            text=f"The vendor's endpoint cannot be reached ({type(error).__name__}).",
            hint="Check the address, the network and the vendor's certificate.",
            setting=setting,
        )
        return
    if status >= 500:
        yield _warning("W102", f"The vendor's endpoint answers with the status {status}.", "Ask the vendor.", setting)
    yield from _clock_findings(date, services, setting)
    yield CheckMessage(
        level=CheckLevel.INFO,
        id="software_secure.I104",
        text="The vendor's endpoint was reached. Whether the keys are right only a registration can tell.",
        setting=setting,
    )


def _ask(options: SoftwareSecureOptions, services: Services) -> tuple[int, str]:
    with services.http() as session:
        response = session.head(
            options.exam_register_endpoint, timeout=options.timeouts, allow_redirects=False, stream=True
        )
        response.close()
    return response.status_code, response.headers.get("Date", "")


def _clock_findings(date: str, services: Services, setting: str) -> Iterator[CheckMessage]:
    try:
        skew = (services.clock() - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return
    if abs(skew) > LARGEST_SKEW_SECONDS:
        side = "ahead of" if skew > 0 else "behind"
        yield _warning(
            "W103",
            f"Our clock is {abs(skew):.0f} seconds {side} the vendor's.",
            "Synchronise this machine's clock: registrations with a wrong date are refused.",
            setting,
        )


def _warning(number: str, text: str, hint: str, setting: str) -> CheckMessage:
    return CheckMessage(level=CheckLevel.WARNING, id=f"software_secure.{number}", text=text, hint=hint, setting=setting)


def _path(name: str, key: str) -> str:
    return f'PROCTORING_BACKENDS["{name}"]["{key}"]'


def _leaves_machine_in_clear(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
