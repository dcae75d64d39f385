"""One learner with a browser: looks where the attempt stands, does the next thing, and tries again when it fails.

What a server has answered with a good status counts as done for the learner, and has to be found in the database.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from benchmarks.exam_day.chances import Chances
from benchmarks.exam_day.place import COURSE, Place
from benchmarks.exam_day.tally import Tally
from benchmarks.exam_day.wire import BROKEN, Answer, Ask, send, session

V1 = "/api/edx_proctoring/v1/proctored_exam/attempt"
LAUNCH = "/api/edx_proctoring/proctoring_launch_callback/start_exam"
SET_UP = {"created", "download_software_clicked"}
RUNNING = {"started", "ready_to_submit"}
VENDORS_NO = "registration_refused"
LONGEST = 5.0


class GaveUp(Exception):
    """The day is over, and the learner has not come to the end."""


@dataclass(slots=True)
class Record:
    """What a learner did and saw, for the audit. `clocks` are the seconds that were shown as left."""

    user: int
    exam: int
    attempts: list[int] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    clocks: list[float] = field(default_factory=list)
    finished: bool = False
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class Learner:
    """`kind` is usual, secure or sleepers, as the exams are called."""

    place: Place
    person: Mapping[str, Any]
    exam: Mapping[str, Any]
    kind: str
    chances: Chances
    tally: Tally
    over: Callable[[], bool]
    record: Record
    _server: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, Any] = field(default_factory=dict)

    def take(self) -> None:
        """Never raises: what went wrong is in the record."""
        self._server = 0 if self.chances.share(67) else 1
        self._cookies = session(self.person["session"])
        try:
            self._begin()
            self._set_up()
            self._sit()
            self._close_software()
            self.record.finished = True
        except GaveUp as gave_up:
            self.record.problem = str(gave_up)

    def _begin(self) -> None:
        """Until the vendor knows the attempt. Whoever gets no answer reloads the page, and asks again."""
        turn = 0
        while not self._seen.get("external_id"):
            if turn % 3 == 0:
                self._create()
            if self.record.attempts:
                self._look()
            self._pause(0.6 * min(turn, 8), "the registration")
            turn += 1

    def _create(self) -> None:
        wish = {"exam_id": self.exam["id"], "attempt_proctored": True, "start_clock": False}
        answer = self._click("create", Ask(method="POST", path=V1, body=wish, cookies=self._cookies))
        if answer.status == 200:
            self._found(answer.json()["exam_attempt_id"])
        else:
            self._reload()

    def _reload(self) -> None:
        """The exam's data as the learning front end asks for it."""
        path = f"{V1}/course_id/{COURSE}?content_id={self.exam['content']}"
        answer = self._ask("reload", Ask(method="GET", path=path, cookies=self._cookies))
        attempt = (answer.json().get("exam") or {}).get("attempt") or {}
        if attempt.get("attempt_id"):
            self._found(attempt["attempt_id"])

    def _found(self, number: int) -> None:
        if number not in self.record.attempts:
            self.record.attempts.append(number)

    def _set_up(self) -> None:
        self._act("click_download_software")
        turn = 0
        while self._look() in SET_UP:
            if turn % 6 == 0:
                self._open_software()
            if self.chances.share(5):
                self._show_page()
            self._pause(min(0.6 * 1.4**turn, 4.0), "the end of the set-up")
            turn += 1

    def _open_software(self) -> None:
        if self.kind != "secure":
            self._software("open")
            return
        path = f"{LAUNCH}/{self._seen['attempt_code']}"
        answer = self._ask("launch", Ask(method="GET", path=path, cookies=self._cookies))
        cookies = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        self._cookies |= {name: morsel.value for name, morsel in cookies.items()}

    def _sit(self) -> None:
        if self._seen["status"] == "ready_to_start":
            self._act("start")
        turns = 0
        while self._look() in RUNNING:
            turns += 1
            if self.kind == "sleepers":
                self._pause(2.0, "the end of the time")
            elif turns <= 2:
                self._pause(0.7, "the exam")
            else:
                self._act("stop")
                self._act("submit")
        if self._seen["status"] in SET_UP | {"ready_to_start"}:
            raise GaveUp(f"The exam never began: {self._seen['status']}.")

    def _close_software(self) -> None:
        self._software("close")
        if self.chances.share(10):
            self._show_page()

    def _act(self, action: str) -> None:
        """A refusal is no end: the answer to an earlier try may have been lost."""
        path = f"{V1}/{self.record.attempts[0]}"
        answer = self._click(action, Ask(method="PUT", path=path, body={"action": action}, cookies=self._cookies))
        if answer.status == 200:
            self.record.confirmed.append(action)

    def _look(self) -> str:
        path = f"{V1}/{self.record.attempts[0]}"
        answer = self._ask("poll", Ask(method="GET", path=path, cookies=self._cookies))
        if answer.status != 200:
            raise GaveUp(f"The poll was refused with {answer.status}.")
        self._seen = answer.json()
        status = str(self._seen["status"])
        if not self.record.seen or self.record.seen[-1] != status:
            self.record.seen.append(status)
        if status in RUNNING:
            self.record.clocks.append(float(self._seen["time_remaining_seconds"]))
        return status

    def _show_page(self) -> None:
        path = f"/courses/{COURSE}/exams/{self.exam['content']}/"
        self._ask("page", Ask(method="GET", path=path, cookies=self._cookies))

    def _software(self, what: str) -> None:
        """The vendor's program on the learner's computer; it tries as long as it has to."""
        while True:
            try:
                ask = Ask(method="POST", path=f"/software/{what}", body={"id": self._seen["external_id"]})
                if send(self.place.vendor_port, ask).status == 200:
                    return
            except BROKEN:
                pass  # an outage
            self._pause(1.0, "the vendor's software")

    def _click(self, name: str, ask: Ask) -> Answer:
        """Some people click twice."""
        if not self.chances.share(10):
            return self._ask(name, ask)
        second = threading.Thread(target=self._second_click, args=(name, ask))
        second.start()
        answer = self._ask(name, ask)
        second.join()
        return answer

    def _second_click(self, name: str, ask: Ask) -> None:
        try:
            answer = self._ask(name, ask)
        except GaveUp:
            return
        if name == "create" and answer.status == 200:
            self._found(answer.json()["exam_attempt_id"])

    def _ask(self, name: str, ask: Ask) -> Answer:
        """Until a server answers with something else than a failure of its own."""
        wait = 0.2
        while True:
            answer = self._once(name, ask)
            # 503 on a registration is the documented answer while the vendor is away: the page says so.
            if answer is not None and (answer.status < 500 or name == "create"):
                return answer
            self._pause(wait, f"an answer to {name}")
            wait = min(LONGEST, wait * 2)

    def _once(self, name: str, ask: Ask) -> Answer | None:
        """A balancer stands for both servers: who gets no answer from one is led to the other."""
        begun = time.perf_counter()
        try:
            answer = send(self.place.server_ports[self._server], ask)
        except BROKEN:
            self._server = 1 - self._server
            self.tally.lost(name)
            return None
        self.tally.answered(name, answer.status, (time.perf_counter() - begun) * 1000)
        if answer.status == 500 and answer.json().get("code") != VENDORS_NO:
            self.tally.failed()
        return answer

    def _pause(self, seconds: float, waiting_for: str) -> None:
        if self.over():
            raise GaveUp(f"Waited too long for {waiting_for}.")
        time.sleep(seconds * self.chances.between(0.5, 1.5))
