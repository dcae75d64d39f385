"""How callers of the REST API sign in: as the site's settings say, and with the platform's JWT where there is one."""

from collections.abc import Iterable
from functools import cache

from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication

PLATFORM_JWT = "edx_rest_framework_extensions.auth.jwt.authentication.JwtAuthentication"


def with_platform_jwt(configured: Iterable[BaseAuthentication]) -> list[BaseAuthentication]:
    """The site's own come first, so that a browser's session is used, and its CSRF token asked for, as ever."""
    found = list(configured)
    jwt = platform_jwt()
    if jwt is None or any(isinstance(each, jwt) for each in found):
        return found
    return [*found, jwt()]


@cache
def platform_jwt() -> type[BaseAuthentication] | None:
    """The class of edx-drf-extensions, which every Open edX platform has installed; None elsewhere."""
    try:
        found: type[BaseAuthentication] = import_string(PLATFORM_JWT)
    except ImportError:
        return None
    return found
