"""The three journeys: a pass, a second review that ends in a rejection, and a vendor that is down at first."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proctoring_host.standalone.demo import vendor
from proctoring_host.standalone.demo.course import block
from proctoring_host.standalone.demo.site import COURSE, Site
from proctoring_host.standalone.processes import Processes
from proctoring_host.standalone.walkthrough import evidence
from proctoring_host.standalone.walkthrough.client import Client, Unexpected
from proctoring_host.standalone.walkthrough.timeline import Journey

SET_UP = (
    "- -> created (learner)",
    "created -> download_software_clicked (learner)",
    "download_software_clicked -> ready_to_start (learner)",
    "ready_to_start -> started (learner)",
    "started -> ready_to_submit (learner)",
    "ready_to_submit -> submitted (learner)",
)
SEEN_BY_VENDOR = ("registration: registered", "launch link opened: 302")
RETRY_SECONDS = 90.0
BETWEEN_TRIES = 2.0


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything that plays: installation, vendor, people."""

    site: Site
    processes: Processes
    control: vendor.SimulatorControl
    mailbox: evidence.Mailbox
    learner: Client
    reviewer: Client
    admin: Client

    def record(self, exam_id: int) -> list[dict[str, Any]]:
        return list(self.site.module("record", {"exam_id": exam_id}))


def verified(stage: Stage, journey: Journey) -> None:
    exam = _create_exam(stage, journey, "passes")
    attempt = _begin(stage, journey, exam)
    _take(stage, journey, attempt)
    journey.expect("Answer to the review", 200, stage.control.review(attempt["code"], "Clean", ["All in order."]))
    _compare(
        stage,
        journey,
        exam,
        moves=(*SET_UP, "submitted -> verified (vendor)"),
        seen=(*SEEN_BY_VENDOR, "review Clean sent: 200"),
        mails=2,
    )


def rejected(stage: Stage, journey: Journey) -> None:
    exam = _create_exam(stage, journey, "fails")
    attempt = _begin(stage, journey, exam)
    _take(stage, journey, attempt)
    sent = stage.control.review(attempt["code"], "Suspicious", ["Somebody else is in the room."])
    journey.expect("Answer to the review", 200, sent)
    waiting = _recorded(stage, exam)["status"]
    journey.expect("Status before the second review", "second_review_required", waiting)
    form = {"status": "suspicious", "notes": "The second review agrees."}
    stage.reviewer.post_page(journey, f"/staff/attempts/{attempt['id']}/review", form)
    moves = (
        *SET_UP,
        "submitted -> second_review_required (vendor)",
        "second_review_required -> rejected (staff)",
    )
    _compare(stage, journey, exam, moves=moves, seen=(*SEEN_BY_VENDOR, "review Suspicious sent: 200"), mails=2)


def vendor_down(stage: Stage, journey: Journey) -> None:
    exam = _create_exam(stage, journey, "waits")
    stage.processes.stop("simulator")
    journey.note("vendor", "stopped")
    refusal = stage.learner.api(journey, "POST", "proctored_exam/attempt", _wish(exam), status=503)
    journey.expect("Sentence for the learner", True, bool(refusal.get("detail")))
    stage.site.start_vendor(stage.processes)
    stage.site.wait_for_vendor(stage.processes)
    journey.note("vendor", "started again")
    attempt = _registered_by_worker(stage, journey, exam)
    _take(stage, journey, attempt)
    journey.expect("Answer to the review", 200, stage.control.review(attempt["code"], "Clean", []))
    moves = (*SET_UP, "submitted -> verified (vendor)")
    _compare(stage, journey, exam, moves=moves, seen=(*SEEN_BY_VENDOR, "review Clean sent: 200"), mails=2)


JOURNEYS: Mapping[str, Callable[[Stage, Journey], None]] = {
    "1. An exam is taken and passes": verified,
    "2. A suspicion, a second review, a rejection": rejected,
    "3. The vendor is down when the learner begins, and comes back": vendor_down,
}


def _create_exam(stage: Stage, journey: Journey, name: str) -> int:
    body = {
        "course_id": COURSE,
        "content_id": block(name),
        "external_id": name,
        "exam_name": f"Exam that {name}",
        "time_limit_mins": 45,
        "is_proctored": True,
        "is_practice_exam": False,
        "is_active": True,
        "hide_after_due": False,
    }
    return int(stage.admin.api(journey, "POST", "proctored_exam/exam", body)["exam_id"])


def _wish(exam: int) -> dict[str, str]:
    return {"exam_id": str(exam), "attempt_proctored": "true", "start_clock": "false"}


def _begin(stage: Stage, journey: Journey, exam: int) -> dict[str, Any]:
    made = stage.learner.api(journey, "POST", "proctored_exam/attempt", _wish(exam))
    return _attempt(stage, journey, int(made["exam_attempt_id"]))


def _attempt(stage: Stage, journey: Journey, attempt_id: int) -> dict[str, Any]:
    found = stage.learner.api(journey, "GET", f"proctored_exam/attempt/{attempt_id}")
    code = found["attempt_code"]
    locator = stage.control.attempt(code).get("locator")
    journey.expect("Vendor's id of the attempt", locator, found["external_id"])
    return {"id": attempt_id, "code": code}


def _recorded(stage: Stage, exam: int) -> dict[str, Any]:
    """What the host has written down of the one attempt at this exam."""
    attempts = stage.record(exam)
    if len(attempts) != 1:
        raise Unexpected(f"Attempts at the exam {exam}: expected one, found {len(attempts)}.")
    return attempts[0]


def _registered_by_worker(stage: Stage, journey: Journey, exam: int) -> dict[str, Any]:
    """The worker waits longer after each failure, so it is asked again until the time has come."""
    until = time.monotonic() + RETRY_SECONDS
    while True:
        stage.site.run("worker", "--once")
        found = _recorded(stage, exam)
        if found["external_id"] or time.monotonic() > until:
            journey.note("command", "proctoring worker --once")
            return _attempt(stage, journey, found["id"])
        time.sleep(BETWEEN_TRIES)


def _take(stage: Stage, journey: Journey, attempt: dict[str, Any]) -> None:
    """Set up, come back through the launch link, start, stop and submit."""
    _act(stage, journey, attempt, "click_download_software", "download_software_clicked")
    journey.expect("Answer to the launch link", 302, stage.control.open_browser(attempt["code"]))
    _act(stage, journey, attempt, "start", "started")
    _act(stage, journey, attempt, "stop", "ready_to_submit")
    _act(stage, journey, attempt, "submit", "submitted")


def _act(stage: Stage, journey: Journey, attempt: dict[str, Any], action: str, status: str) -> None:
    path = f"proctored_exam/attempt/{attempt['id']}"
    stage.learner.api(journey, "PUT", path, {"action": action})
    found = stage.learner.api(journey, "GET", path)["status"]
    journey.expect(f"Status after {action}", status, found)


def _compare(
    stage: Stage, journey: Journey, exam: int, *, moves: Sequence[str], seen: Sequence[str], mails: int
) -> None:
    """What host, vendor and mailbox wrote down has to fit."""
    attempt = _recorded(stage, exam)
    journey.expect_all("Transition", moves, evidence.transitions(journey, attempt))
    unfinished = {state: kinds for state, kinds in evidence.effects(journey, attempt).items() if state != "done"}
    journey.expect("Effects that are not done", {}, unfinished)
    calls = [call for call in stage.control.state()["requests"] if call["exam_code"] == attempt["code"]]
    journey.expect_all("Call", seen, evidence.vendor(journey, stage.control.attempt(attempt["code"]), calls))
    recipients = stage.mailbox.new_mails(journey)
    journey.expect("Recipients of mails", ["learner@example.com"] * mails, recipients)
