"""What an operator configures for a vendor account, and what of it cannot work."""

import ipaddress
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from Crypto.Cipher import DES3

from proctoring_host import BackendOptions, secret

REQUIRED_TEXTS = ("exam_sponsor", "organization", "secret_key", "secret_key_id")
LONGEST_SECONDS = 120.0
"""A call that outlives the host's lease of five minutes may be made a second time while it is under way."""
URLS = ("exam_register_endpoint", "software_download_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareSecureOptions(BackendOptions):
    """The options of one account.

    `timeout` is in seconds: one number, or one to connect and one for the whole answer; together less than 120.
    `review_callback_secret` and `review_callback_networks` are both asked for where both are set.
    """

    crypto_key: str = secret()
    exam_register_endpoint: str
    exam_sponsor: str
    organization: str
    secret_key: str = secret()
    secret_key_id: str
    software_download_url: str
    send_email: bool = False
    video_review_aes_key: str = secret(default="")
    review_callback_secret: str = secret(default="")
    review_callback_networks: tuple[str, ...] = ()
    timeout: float | tuple[float, float] = 10.0

    def problems(self) -> Mapping[str, str]:
        return dict(_problems(self))

    @property
    def timeouts(self) -> tuple[float, float]:
        """Seconds to connect, and seconds for the whole answer."""
        if isinstance(self.timeout, Sequence):
            connect, answer = self.timeout
            return float(connect), float(answer)
        return float(self.timeout), float(self.timeout)


def _problems(options: SoftwareSecureOptions) -> Iterator[tuple[str, str]]:
    for key in REQUIRED_TEXTS:
        if not getattr(options, key).strip():
            yield key, "This must not be empty."
    for key in URLS:
        if not _is_web_address(getattr(options, key)):
            yield key, "This must be an absolute http or https address with a host."
    yield from _named("crypto_key", _crypto_key_problem(options.crypto_key))
    yield from _named("video_review_aes_key", _aes_key_problem(options.video_review_aes_key))
    yield from _named("review_callback_networks", _networks_problem(options.review_callback_networks))
    yield from _named("timeout", _timeout_problem(options.timeout))


def _named(key: str, problem: str) -> Iterator[tuple[str, str]]:
    if problem:
        yield key, problem


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        # Reading the port is what makes urllib look at it.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:
        return False


def _crypto_key_problem(text: str) -> str:
    key = text.encode()
    if len(key) not in {16, 24}:
        return "This must be 16 or 24 bytes long; a character beyond ASCII takes more than one."
    try:
        DES3.adjust_key_parity(key)
    except ValueError:
        return "Parts of this key repeat, which makes it single DES; ask the vendor for another one."
    return ""


def _aes_key_problem(text: str) -> str:
    if not text:
        return ""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    # fromhex() skips white space, so the digits are counted as well.
    fits = len(key) in {16, 24, 32} and len(text) == 2 * len(key)
    return "" if fits else "This must be 32, 48 or 64 hexadecimal digits."


def _networks_problem(networks: Sequence[str]) -> str:
    for position, text in enumerate(networks):
        try:
            ipaddress.ip_network(text)
        except ValueError:
            return f"Item {position + 1} is no address and no network such as 192.0.2.0/24 or 2001:db8::/32."
    return ""


def _timeout_problem(timeout: float | Sequence[float]) -> str:
    numbers = list(timeout) if isinstance(timeout, Sequence) else [timeout, timeout]
    if len(numbers) != 2 or not all(math.isfinite(number) and number > 0 for number in numbers):
        return "This must be seconds above 0, or two such numbers: to connect, and for the answer."
    if sum(numbers) >= LONGEST_SECONDS:
        return "Connecting and the answer together must take less than 120 seconds; one number counts for each."
    return ""
