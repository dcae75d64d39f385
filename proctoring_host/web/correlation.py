"""Middleware that gives each request an id, keeps it for whatever follows, and tells it in the answer."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from proctoring_host import correlation
from proctoring_host.web.causes import correlation_id_of


class Correlation:
    """To stand first, so that every log line of the request can have it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = correlation_id_of(request)
        with correlation.following(found):
            response = self.get_response(request)
        response.headers.setdefault(correlation.HEADER, found)
        return response
