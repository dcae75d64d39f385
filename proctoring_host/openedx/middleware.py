"""Middleware for a platform whose other addresses are none of the host's business."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from proctoring_host import conf
from proctoring_host.web.correlation import Correlation


class ProctoringAddresses:
    """Gives requests to the host an id, and leads those to edx-proctoring here once the host took its addresses over.

    To stand first, so that every log line of a request can have its id. The path that logs and views see stays the one
    that was asked for; only what it leads to is another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.with_id = Correlation(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        settings = conf.get()
        known, here = f"/{settings.reached_at}", f"/{settings.mounted_at}"
        if request.path_info.startswith(known):
            request.path_info = here + request.path_info.removeprefix(known)
        answer = self.with_id if request.path_info.startswith(here) else self.get_response
        return answer(request)
