"""Slows callers down at the addresses that need no sign-in: each network address for itself, counted in the cache.

The count is made in windows of fixed length: two operations of the cache for a request, both safe between processes
where the cache is shared. A cache of its own in each process multiplies the limit by the number of processes.
"""

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext

from proctoring_host import conf
from proctoring_host.domain.rates import Rate
from proctoring_host.web.callers import address_of

View = Callable[..., HttpResponse]
# What one customer of a network provider usually has for themselves.
IPV6_PREFIX = 64


def throttled(scope: str) -> Callable[[View], View]:
    """429 with Retry-After beyond the rate of this scope; `PROCTORING_SETTINGS["THROTTLES"]` sets the rates."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
            seconds = seconds_to_wait(scope, request, time.time())
            return too_many(seconds) if seconds else view(request, **kwargs)

        return wrapped

    return decorate


def seconds_to_wait(scope: str, request: HttpRequest, now: float) -> int:
    """0 where the request may go on; it is counted either way."""
    rate = conf.get().throttles.get(scope)
    if rate is None:
        return 0
    window, passed = divmod(int(now), rate.seconds)
    if _count(f"{scope}:{window}:{network_of(address_of(request))}", rate) <= rate.limit:
        return 0
    return rate.seconds - passed


def too_many(seconds: int) -> HttpResponse:
    text = ngettext(
        "Too many requests came from your network. Try again in %(seconds)s second.",
        "Too many requests came from your network. Try again in %(seconds)s seconds.",
        seconds,
    )
    body = {"detail": text % {"seconds": seconds}, "code": "throttled"}
    return JsonResponse(body, status=429, headers={"Retry-After": str(seconds)})


def network_of(address: str) -> str:
    """An address of IPv6 stands for its whole network, within which a caller can change it at will."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)


def _count(subject: str, rate: Rate) -> int:
    """Nobody's address stands in the cache."""
    key = f"proctoring:throttle:{hashlib.sha256(subject.encode(errors='replace')).hexdigest()}"
    cache.add(key, 0, timeout=rate.seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It was the last moment of the window, and the entry is gone.
        return 1
