"""The page on which one plays the vendor's people. A tool for developers, in English."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from proctoring_rest_backend.simulator.contract import Contract
from proctoring_rest_backend.simulator.control import VERDICTS, Control
from proctoring_rest_backend.simulator.records import FAULTS
from proctoring_rest_backend.simulator.web import Answer, Refused, Request, see_other


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("proctoring_rest_backend.simulator", "html"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(template: str, status: int = 200, **context: Any) -> Answer:
    content = _environment().get_template(template).render(**context)
    return Answer(status=status, content=content.encode(errors="replace"))


class Pages:
    def __init__(self, control: Control, contract: Contract) -> None:
        self._control = control
        self._contract = contract

    def overview(self, request: Request) -> Answer:
        return self._overview(request)

    def act(self, request: Request) -> Answer:
        """One form of the page; `do` says which."""
        form: dict[str, Any] = dict(request.form())
        form["comments"] = [line for line in form.get("comments", "").splitlines() if line.strip()]
        actions = {"fault": self._control.fault, "ready": self._control.ready, "review": self._control.review}
        try:
            if form.get("do") not in actions:
                raise Refused(400, "The form asks for nothing that is known.")
            actions[form["do"]](form)
        except Refused as refused:
            return self._overview(request, refused.status, refused.reason)
        return see_other("/")

    def download(self, request: Request) -> Answer:
        return _page("text.html", title="Download", lines=["Here the vendor would offer its program."])

    def instructor(self, request: Request, client: str) -> Answer:
        """The dashboard: what the link said about who looks at what."""
        claims = self._contract.instructor(request, client)
        shown = {key: value for key, value in claims.items() if key not in {"jti", "iss", "exp"}}
        return _page("text.html", title="Dashboard", lines=[f"{key}: {value}" for key, value in shown.items()])

    def _overview(self, request: Request, status: int = 200, problem: str = "") -> Answer:
        return _page(
            "overview.html",
            status,
            problem=problem,
            state=self._control.state(),
            faults=FAULTS,
            verdicts=VERDICTS,
            base_url=request.base_url,
        )
