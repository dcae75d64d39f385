"""Who may post a review. The vendor signs nothing: its proof is the address it was given, and where it calls from."""

import hmac
import ipaddress
from collections.abc import Sequence

from proctoring_host.data import Callback, CallbackKind, Launched
from proctoring_host.errors import CallbackRejected
from proctoring_software_secure.options import SoftwareSecureOptions

COOKIE = "exam"


def same(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode(errors="surrogatepass"))


def require_vendor(callback: Callback, options: SoftwareSecureOptions) -> None:
    """Raise `CallbackRejected` unless every proof that is configured was given.

    With none configured a review is accepted, as existing installations expect; a check warns of that.
    """
    if callback.kind is CallbackKind.LAUNCH:
        return
    if callback.kind is not CallbackKind.REVIEW:
        raise CallbackRejected("This backend takes no calls at this address.")
    if options.review_callback_secret and not _knows_secret(callback, options.review_callback_secret):
        raise CallbackRejected("The review callback did not carry its secret.")
    if options.review_callback_networks and not _is_from(callback, options.review_callback_networks):
        raise CallbackRejected("The review callback came from an address that is not the vendor's.")


def launched(callback: Callback) -> Launched:
    """The learner came back; the cookie marks the vendor's browser as the one that may show the exam."""
    code = callback.attempt.code if callback.attempt else callback.path.rstrip("/").rpartition("/")[2]
    return Launched(attempt_code=code, cookies={COOKIE: code})


def _knows_secret(callback: Callback, secret: str) -> bool:
    in_path = same(callback.token, secret)
    in_query = same(callback.query.get("token", ""), secret)
    return in_path or in_query


def _is_from(callback: Callback, networks: Sequence[str]) -> bool:
    try:
        address = ipaddress.ip_address(callback.remote_address)
    except ValueError:
        return False
    # A server that listens on IPv6 reports callers of IPv4 as ::ffff:192.0.2.1.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any((mapped or address) in ipaddress.ip_network(network) for network in networks)
