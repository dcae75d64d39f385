"""The address that platforms register attempts at, with the faults it can have."""

from typing import Any

from proctoring_software_secure.simulator.records import Fault
from proctoring_software_secure.simulator.vendor import Vendor
from proctoring_software_secure.simulator.verify import Refused
from proctoring_software_secure.simulator.web import Answer, Request, error, json_answer


class Registering:
    """A fault is used up only by a registration that would have been taken."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._records = vendor.records

    def register(self, request: Request) -> Answer:
        try:
            body = self._vendor.check(request.headers, request.content)
        except Refused as refused:
            return error(refused.status, refused.reason)
        fault = self._records.take_fault()
        return self._misbehave(fault, request, body) if fault else self._take(body, "registered")

    def _take(self, body: dict[str, Any], outcome: str) -> Answer:
        attempt = self._records.register(body)
        self._records.note_request(outcome, exam_code=attempt.exam_code, status=200)
        return json_answer({"ssiRecordLocator": attempt.locator})

    def _misbehave(self, fault: Fault, request: Request, body: dict[str, Any]) -> Answer:
        if fault.seconds:
            self._vendor.stopping.wait(fault.seconds)
        if fault.kind == "500":
            self._records.note_request("500", exam_code=body["examCode"], status=500)
            return error(500, "The vendor has a problem.")
        answer = self._take(body, fault.kind)
        if fault.kind == "html":
            return Answer(content=b"<!doctype html><title>Maintenance</title><p>Please come back later.")
        if fault.kind == "no_locator":
            return json_answer({"result": "registered"})
        if fault.kind == "drop":
            request.drop()
        return answer
