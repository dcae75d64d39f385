"""What people do on the pages, for scripts: JSON in, JSON out."""

import json
from typing import Any

from proctoring_software_secure.simulator.records import FAULTS, Fault
from proctoring_software_secure.simulator.reviewing import OrderInvalid, number, review_order
from proctoring_software_secure.simulator.vendor import Vendor
from proctoring_software_secure.simulator.web import Answer, Request, json_answer

MOST_TIMES = 1000
LONGEST_SECONDS = 300.0


def fault_of(asked: dict[str, Any]) -> Fault | None:
    """The fault that is asked for; an empty or missing name ends the one there is. Raises `OrderInvalid`."""
    kind = str(asked.get("fault") or "")
    if not kind:
        return None
    if kind not in FAULTS:
        raise OrderInvalid(f"fault must be one of {', '.join(FAULTS)}.")
    usual = 5.0 if kind == "slow" else 0.0
    return Fault(
        kind=kind,
        times=int(number(asked, "times", default=1, lowest=1, highest=MOST_TIMES)),
        seconds=number(asked, "seconds", default=usual, lowest=0, highest=LONGEST_SECONDS),
    )


class Control:
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def state(self, request: Request) -> Answer:
        return json_answer(self._vendor.records.state())

    def fault(self, request: Request) -> Answer:
        self._vendor.records.set_fault(fault_of(_asked(request)))
        return json_answer({"fault": self._vendor.records.state()["fault"]})

    def review(self, request: Request) -> Answer:
        asked = _asked(request)
        outcome = self._vendor.review(_code(asked), review_order(asked))
        return json_answer(outcome, 202 if outcome["scheduled"] else 200)

    def start(self, request: Request) -> Answer:
        return json_answer(self._vendor.launch(_code(_asked(request))))


def _asked(request: Request) -> dict[str, Any]:
    try:
        asked = json.loads(request.content)
    except (ValueError, RecursionError):
        raise OrderInvalid("The body must be JSON.") from None
    if not isinstance(asked, dict):
        raise OrderInvalid("The body must be a JSON object.")
    return asked


def _code(asked: dict[str, Any]) -> str:
    code = asked.get("exam_code")
    if not isinstance(code, str):
        raise OrderInvalid("exam_code must be text.")
    return code
