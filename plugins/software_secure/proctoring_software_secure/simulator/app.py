"""The simulator as a WSGI application: which address does what."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from proctoring_software_secure.simulator.control import Control
from proctoring_software_secure.simulator.pages import Pages
from proctoring_software_secure.simulator.registering import Registering
from proctoring_software_secure.simulator.reviewing import OrderInvalid
from proctoring_software_secure.simulator.vendor import AttemptUnknown, Vendor
from proctoring_software_secure.simulator.web import Answer, Request, error, request_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Handler = Callable[..., Answer]
REGISTER_PATH = "/register"
CODE = r"(?P<code>[0-9A-Fa-f-]{36})"


class App:
    """Takes registrations at `/register`, scripts at `/control`, and people everywhere else."""

    def __init__(self, vendor: Vendor) -> None:
        pages, control = Pages(vendor), Control(vendor)
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = [
            (method, re.compile(path), handler)
            for method, path, handler in (
                ("POST", REGISTER_PATH, Registering(vendor).register),
                ("GET", "/control/state", control.state),
                ("POST", "/control", control.fault),
                ("POST", "/control/review", control.review),
                ("POST", "/control/start", control.start),
                ("GET", "/", pages.overview),
                ("POST", "/fault", pages.set_fault),
                ("GET", "/download", pages.secure_browser),
                ("POST", "/start", pages.start),
                ("GET", f"/attempts/{CODE}", pages.attempt),
                ("POST", f"/attempts/{CODE}/review", pages.review),
                ("GET", r"/recordings/DirectLink-[A-Za-z0-9]+/(?P<locator>[\w-]+)", pages.recording),
            )
        ]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = request_of(environ)
        answer = self._answer(request) if request else error(413, "The body is too large.")
        content = answer.send(start_response)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else content

    def _answer(self, request: Request) -> Answer:
        if request.method == "POST" and request.is_from_elsewhere:
            return error(403, "This request was made by a page of another site.")
        try:
            return self._dispatch(request)
        except AttemptUnknown:
            return error(404, "No attempt with this exam code was registered.")
        except OrderInvalid as invalid:
            return error(400, str(invalid))

    def _dispatch(self, request: Request) -> Answer:
        method = "GET" if request.method == "HEAD" else request.method
        known = False
        for wanted, path, handler in self._routes:
            found = path.fullmatch(request.path)
            if found and wanted == method:
                return handler(request, **found.groupdict())
            known = known or bool(found)
        return error(405, "This address takes another method.") if known else error(404, "There is nothing here.")
