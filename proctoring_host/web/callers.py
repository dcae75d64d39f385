"""Which network address a request comes from."""

from django.http import HttpRequest
from rest_framework.settings import api_settings

from proctoring_host import conf


def address_of(request: HttpRequest) -> str:
    """The caller's: `TRUSTED_PROXIES`, or the REST framework's `NUM_PROXIES`, proxies stand before the site.

    Without either only the connection itself counts, as anybody can write an X-Forwarded-For.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = conf.get().trusted_proxies or api_settings.NUM_PROXIES
    if proxies and forwarded:
        return forwarded[-min(proxies, len(forwarded))]
    return str(request.META.get("REMOTE_ADDR", ""))
