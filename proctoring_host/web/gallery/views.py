"""The gallery behind a server: for global staff, each mail in a frame that can do nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from proctoring_host.mail import preview
from proctoring_host.mail.preview import Choice
from proctoring_host.mail.samples import SAMPLES
from proctoring_host.web import policy
from proctoring_host.web.gallery import pages
from proctoring_host.web.pages.environment import CONTENT_SECURITY_POLICY
from proctoring_host.web.pages.guard import signed_in_page

View = Callable[[HttpRequest], HttpResponse]
PAGE_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# Also where somebody opens the address by itself: a theme may hold anything, and must reach nothing of this site.
FRAME_POLICY = (
    "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src https: data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class SiteLinks:
    """Addresses of this server."""

    @property
    def languages(self) -> dict[str, str]:
        return preview.languages()

    @property
    def samples(self) -> dict[str, Any]:
        return {name: sample.title for name, sample in SAMPLES.items()}

    def asset(self, name: str) -> str:
        return static(f"proctoring/{name}")

    def index(self, language: str, sample: str) -> str:
        return f"{_address('index')}?{urlencode({'language': language, 'sample': sample})}"

    def mail(self, choice: Choice) -> str:
        return self._of("mail", choice)

    def frame(self, choice: Choice) -> str:
        return self._of("html", choice)

    def version(self, choice: Choice) -> str:
        return self._of("version", choice)

    def _of(self, name: str, choice: Choice) -> str:
        return f"{_address(name)}?{urlencode(choice.as_query())}"


def staff_page(view: View) -> Callable[..., HttpResponse]:
    @require_GET
    @signed_in_page
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        policy.require_global_staff(request.user)
        return view(request)

    return wrapped


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    asked = preview.choice_from(request.GET.dict())
    return _answer(pages.index_page(SiteLinks(), asked.language, asked.sample))


@staff_page
def mail(request: HttpRequest) -> HttpResponse:
    asked = preview.choice_from(request.GET.dict())
    response = _answer(pages.mail_page(SiteLinks(), preview.preview(asked)))
    response["ETag"] = f'"{preview.version(asked)}"'
    return response


@xframe_options_sameorigin
@staff_page
def html(request: HttpRequest) -> HttpResponse:
    """The HTML part by itself, as an email program would show it."""
    response = _answer(preview.preview(preview.choice_from(request.GET.dict())).html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@staff_page
def version(request: HttpRequest) -> HttpResponse:
    """Asked every few seconds by an open page: 304 as long as no template has changed."""
    tag = f'"{preview.version(preview.choice_from(request.GET.dict()))}"'
    unchanged = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if unchanged else HttpResponse(tag, content_type="text/plain")
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response


def _address(name: str) -> str:
    return reverse(f"proctoring-gallery:{name}")


def _answer(page: str) -> HttpResponse:
    response = HttpResponse(page)
    response["Content-Security-Policy"] = PAGE_POLICY
    response["Cache-Control"] = "no-store"
    return response
