"""Renders the pages. The environment is the host's own, so a platform's template settings do not matter."""

from datetime import datetime
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import is_valid_path, reverse
from django.utils import formats, timezone, translation
from jinja2 import Environment, PackageLoader, StrictUndefined

from proctoring_host import conf

# Where the standalone host has it.
SIGN_OUT = "/accounts/logout/"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@cache
def environment() -> Environment:
    env = Environment(
        loader=PackageLoader("proctoring_host", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    env.globals.update(url=_url, api=_api, static=static, sign_out=_sign_out)
    env.filters["moment"] = moment
    return env


def _url(name: str, **kwargs: Any) -> str:
    return reverse(f"proctoring-pages:{name}", kwargs=kwargs)


def _api(name: str, **kwargs: Any) -> str:
    return reverse(f"proctoring:{name}", kwargs=kwargs)


def _sign_out() -> str:
    """Empty on a platform that has its own way out; its pages lead there."""
    return SIGN_OUT if is_valid_path(SIGN_OUT) else ""


def moment(value: datetime | None) -> str:
    """A date and time in the reader's language and the site's time zone, with the zone's name."""
    if value is None:
        return "-"
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A whole page; never cached, because it tells one person's state."""
    html = (
        environment()
        .get_template(template)
        .render(
            request=request,
            user=request.user,
            csrf_token=get_token(request),
            platform_name=conf.get().platform_name or "Proctoring",
            messages=messages.get_messages(request),
            language=translation.get_language() or "en",
            direction="rtl" if translation.get_language_bidi() else "ltr",
            **context,
        )
    )
    response = HttpResponse(html, status=status)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-store"
    return response
