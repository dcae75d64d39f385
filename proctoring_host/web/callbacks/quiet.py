"""Keeps addresses that hold a secret out of the log.

Django logs the path of every request it answers with an error, and so would write down a callback's secret or the
code of a launch link.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from proctoring_host.registry.guard import trace
from proctoring_host.web.causes import correlation_id_of

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def path_unlogged(view: View) -> View:
    """The outermost decorator of a view. What goes wrong is logged here, by the view's name."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except Exception as error:  # noqa: BLE001  Django would log it with the path
            logger.error("view=%s error=%s\n%s", view.__name__, type(error).__name__, trace(error))
            detail = _("Something went wrong; the log of the site has the details.")
            response = JsonResponse({"detail": detail, "code": "internal"}, status=500)
        if response.status_code >= 400:
            _log(view.__name__, request, response)
        return response

    return wrapped


def post_only(view: View) -> View:
    """As Django's own decorator, which logs the path."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
        return view(request, **kwargs) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    return wrapped


def _log(name: str, request: HttpRequest, response: HttpResponse) -> None:
    logger.warning(
        "view=%s method=%s status=%s correlation=%s",
        name,
        request.method,
        response.status_code,
        correlation_id_of(request),
    )
    # What Django itself sets, and looks at before it logs.
    response._has_been_logged = True  # type: ignore[attr-defined]
