"""The pages on which one plays the vendor's browser and reviewer. A tool for developers, in English."""

from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from proctoring_software_secure.simulator.control import fault_of
from proctoring_software_secure.simulator.records import FAULTS, Attempt
from proctoring_software_secure.simulator.reviewing import VERDICTS, OrderInvalid, review_order
from proctoring_software_secure.simulator.vendor import AttemptUnknown, Vendor
from proctoring_software_secure.simulator.web import Answer, Request, see_other


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("proctoring_software_secure.simulator", "html"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(template: str, status: int = 200, **context: Any) -> Answer:
    content = _environment().get_template(template).render(problem=context.pop("problem", ""), **context)
    return Answer(status=status, content=content.encode(errors="replace"))


class Pages:
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def overview(self, request: Request) -> Answer:
        return self._overview(request)

    def set_fault(self, request: Request) -> Answer:
        try:
            self._vendor.records.set_fault(fault_of(request.form()))
        except OrderInvalid as invalid:
            return self._overview(request, status=400, problem=str(invalid))
        return see_other("/")

    def secure_browser(self, request: Request) -> Answer:
        return _page("secure_browser.html", code="")

    def start(self, request: Request) -> Answer:
        """Send this very browser to the launch link, as the vendor's browser would go there."""
        code = request.form().get("exam_code", "")
        try:
            attempt = self._vendor.known(code)
        except AttemptUnknown:
            problem = "No exam is registered under this exam code."
            return _page("secure_browser.html", 404, code=code, problem=problem)
        self._vendor.records.note_launch(attempt, status=303, location="in the browser")
        return see_other(attempt.body["examUrl"])

    def attempt(self, request: Request, code: str) -> Answer:
        return self._attempt(request, self._vendor.known(code))

    def review(self, request: Request, code: str) -> Answer:
        attempt, form = self._vendor.known(code), request.form()
        asked: dict[str, Any] = {
            **form,
            "comments": form.get("comments", "").splitlines(),
            "desktop_comments": form.get("desktop_comments", "").splitlines(),
        }
        # An empty field of the form is one that was not filled in.
        asked = {key: value for key, value in asked.items() if value}
        try:
            self._vendor.review(code, review_order(asked))
        except OrderInvalid as invalid:
            return self._attempt(request, attempt, status=400, problem=str(invalid))
        return see_other(f"/attempts/{attempt.exam_code}#reviews")

    def recording(self, request: Request, locator: str) -> Answer:
        """Where the link to a recording leads, once the platform has opened it."""
        attempt = next((found for found in self._vendor.records.attempts() if found.locator == locator), None)
        if attempt is None:
            raise AttemptUnknown
        return _page("recording.html", attempt=attempt, html5="-HTML5/" in request.path)

    def _overview(self, request: Request, status: int = 200, problem: str = "") -> Answer:
        state = self._vendor.records.state()
        return _page(
            "overview.html",
            status,
            problem=problem or self._vendor.records.problem,
            are_kept=self._vendor.records.are_kept,
            attempts=self._vendor.records.attempts(),
            requests=state["requests"][::-1][:20],
            fault=state["fault"],
            faults=FAULTS,
            base_url=request.base_url,
        )

    def _attempt(self, request: Request, attempt: Attempt, status: int = 200, problem: str = "") -> Answer:
        video = f"{request.base_url}/recordings/DirectLink-Generic/{quote(attempt.locator)}"
        return _page(
            "attempt.html", status, problem=problem, attempt=attempt, video=video, verdicts=VERDICTS,
            state=attempt.state(),
        )  # fmt: skip
