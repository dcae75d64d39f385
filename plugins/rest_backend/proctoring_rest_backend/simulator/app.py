"""The simulator as a WSGI application: which address does what, and the faults it can have."""

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from proctoring_rest_backend.simulator.contract import Contract
from proctoring_rest_backend.simulator.control import Control
from proctoring_rest_backend.simulator.pages import Pages
from proctoring_rest_backend.simulator.records import Fault, Records
from proctoring_rest_backend.simulator.web import Answer, Refused, Request, error, json_answer, request_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Handler = Callable[..., Answer]
EXAM, ATTEMPT = "/api/v1/exam/(?P<exam>[^/]+)/", "attempt/(?P<attempt>[^/]+)/"


@dataclass(frozen=True, slots=True)
class Route:
    """`kind` is `api` for what needs a token, `token`, or empty for people and scripts."""

    method: str
    address: str
    handler: Handler
    kind: str = ""

    def match(self, path: str) -> "re.Match[str] | None":
        return re.fullmatch(self.address, path)

    @property
    def shown(self) -> str:
        return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", self.address)


class App:
    def __init__(self, records: Records, contract: Contract, control: Control, stopping: threading.Event) -> None:
        self._records = records
        self._contract = contract
        self._stopping = stopping
        self._routes = (*_contract_routes(contract), *_other_routes(control, Pages(control, contract)))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = request_of(environ)
        answer = self._answer(request) if request else error(413, "The body is too large.")
        content = answer.send(start_response)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else content

    def _answer(self, request: Request) -> Answer:
        if request.method == "POST" and request.is_from_elsewhere:
            return error(403, "This request was made by a page of another site.")
        found = [(route, match) for route in self._routes if (match := route.match(request.path))]
        if not found:
            return error(404, "There is nothing here; mind the slash at the end.")
        method = "GET" if request.method == "HEAD" else request.method
        fitting = [(route, match) for route, match in found if route.method == method]
        if not fitting:
            return error(405, "This address takes another method.")
        return self._called(request, *fitting[0])

    def _called(self, request: Request, route: Route, match: "re.Match[str]") -> Answer:
        reason = ""
        try:
            answer = self._outcome(request, route, match.groupdict())
        except Refused as refused:
            reason = refused.reason
            answer = replace(error(refused.status, reason), headers=refused.headers)
        if route.kind:
            self._records.note_request(route.method, route.shown, answer.status, reason)
        return answer

    def _outcome(self, request: Request, route: Route, parts: dict[str, Any]) -> Answer:
        token = self._contract.authorise(request) if route.kind == "api" else ""
        fault = self._records.take_fault(token=route.kind == "token") if route.kind else None
        if fault is None:
            return route.handler(request, **parts)
        self._fail_before(fault, token)
        answer = route.handler(request, **parts)
        if fault.kind == "html":
            return Answer(content=b"<!doctype html><title>Maintenance</title><p>Please come back later.")
        if fault.kind == "no_id":
            return json_answer({})
        if fault.kind == "drop":
            request.drop()
        return answer

    def _fail_before(self, fault: Fault, token: str) -> None:
        if fault.kind == "429":
            raise Refused(429, "Too many calls.", (("Retry-After", f"{fault.seconds:.0f}"),))
        if fault.seconds:
            self._stopping.wait(fault.seconds)
        if fault.kind == "500":
            raise Refused(500, "The vendor has a problem.")
        if fault.kind == "401":
            with self._records.lock:
                self._records.tokens.pop(token, None)
            raise Refused(401, "The token has been withdrawn.")


def _contract_routes(contract: Contract) -> tuple[Route, ...]:
    one = EXAM + ATTEMPT
    return (
        Route("POST", "/oauth2/access_token", contract.token, "token"),
        Route("GET", "/api/v1/config/", contract.config, "api"),
        Route("POST", "/api/v1/exam/", contract.create_exam, "api"),
        Route("POST", EXAM, contract.change_exam, "api"),
        Route("GET", EXAM, contract.exam, "api"),
        Route("POST", f"{EXAM}attempt/", contract.create_attempt, "api"),
        Route("GET", one, contract.attempt, "api"),
        Route("PATCH", one, contract.notice, "api"),
        Route("DELETE", one, contract.delete_attempt, "api"),
        Route("DELETE", "/api/v1/user/(?P<learner>[^/]+)/", contract.delete_learner, "api"),
        Route("GET", "/api/v1/courses/(?P<course>[^/]+)/onboarding_statuses", contract.onboarding, "api"),
    )


def _other_routes(control: Control, pages: Pages) -> tuple[Route, ...]:
    def script(action: Callable[[dict[str, Any]], dict[str, Any]]) -> Handler:
        return lambda request: json_answer(action(request.json_object()))

    return (
        Route("GET", "/api/v1/instructor/(?P<client>[^/]+)/", pages.instructor),
        Route("GET", "/control/state", lambda request: json_answer(control.state())),
        Route("POST", "/control", script(control.fault)),
        Route("POST", "/control/onboarding", script(control.onboarding)),
        Route("POST", "/control/ready", script(control.ready)),
        Route("POST", "/control/review", script(control.review)),
        Route("GET", "/", pages.overview),
        Route("POST", "/", pages.act),
        Route("GET", "/download", pages.download),
    )
