"""What the vendor tells the platform: signed in where the contract asks for it, again until it is heard."""

import heapq
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.exam_day.chances import Chances, OutOfOrder
from benchmarks.exam_day.vendor_records import Records, Registered
from benchmarks.exam_day.wire import BROKEN, Ask, send, session

THREADS = 6
TRIES = 14
LONGEST = 6.0
WORDS = {"passed": "Clean", "violation": "Rules Violation", "suspicious": "Suspicious"}
V1 = "/api/edx_proctoring/v1/proctored_exam/attempt"
REVIEWS = "/api/edx_proctoring/proctoring_review_callback"
Job = tuple[float, int, Registered, str, int]


class Post:
    """A queue by time, and a few threads that deliver from it."""

    def __init__(self, order: Mapping[str, Any], records: Records, chances: Chances, down: Callable[[], bool]) -> None:
        self._order, self._records, self._chances, self._down = order, records, chances, down
        self._changed = threading.Condition()
        self._jobs: list[Job] = []
        self._number = self._busy = 0
        for _ in range(THREADS):
            threading.Thread(target=self._deliver_for_ever, daemon=True).start()

    def review(self, attempt: Registered) -> None:
        """Some time after the end; an old message may follow it."""
        if not self._records.begins_review(attempt):
            return
        self.send(attempt, "review", self._chances.between(0.2, 1.0))
        if attempt.out_of_order == OutOfOrder.READY_LAST:
            self.send(attempt, "ready", self._chances.between(0.2, 2.0))

    def send(self, attempt: Registered, what: str, after: float = 0.2) -> None:
        """Some of them twice, at nearly the same time."""
        times = 2 if self._chances.share(self._order["duplicates"]) else 1
        for _ in range(times):
            self._put(attempt, what, after * self._chances.between(0.5, 1.5), TRIES)

    def send_now(self, attempt: Registered, what: str) -> None:
        """Before anything else happens, and without a second try."""
        self._deliver(attempt, what)

    def is_idle(self) -> bool:
        with self._changed:
            return not self._jobs and not self._busy

    def _put(self, attempt: Registered, what: str, after: float, tries: int) -> None:
        with self._changed:
            self._number += 1
            heapq.heappush(self._jobs, (time.monotonic() + after, self._number, attempt, what, tries))
            self._changed.notify()

    def _deliver_for_ever(self) -> None:
        while True:
            _, _, attempt, what, tries = self._next()
            try:
                heard = not self._down() and self._deliver(attempt, what, tries)
                if not heard and tries > 1:
                    wait = min(LONGEST, 0.4 * 2 ** (TRIES - tries)) * self._chances.between(0.5, 1.5)
                    self._put(attempt, what, wait, tries - 1)
            finally:
                with self._changed:
                    self._busy -= 1

    def _next(self) -> Job:
        with self._changed:
            while not self._jobs or self._jobs[0][0] > time.monotonic():
                self._changed.wait(max(0.01, self._jobs[0][0] - time.monotonic()) if self._jobs else None)
            self._busy += 1
            return heapq.heappop(self._jobs)

    def _deliver(self, attempt: Registered, what: str, tries: int = TRIES) -> bool:
        """Whether the platform has answered for good: everything but a 5xx, and a 404 or 429 that may pass.

        Each try goes to the other one of its servers.
        """
        ports = self._order["platform_ports"]
        try:
            port = ports[(len(attempt.id) + attempt.comments + tries) % len(ports)]
            status = send(port, self._ask(attempt, what)).status
        except BROKEN:
            status = 0
        self._records.note_sent(attempt, what, status)
        return 0 < status < 500 and status not in {404, 429}

    def _ask(self, attempt: Registered, what: str) -> Ask:
        comments = [{"comment": f"Remark {n}", "start": n, "stop": n + 1} for n in range(attempt.comments)]
        if attempt.kind == "rest":
            verb, body = ("ready", {}) if what == "ready" else ("reviewed", {"status": attempt.verdict})
            path, cookies = f"{V1}/{attempt.id}/{verb}", session(self._order["service_session"])
            return Ask(method="POST", path=path, body={**body, "comments": comments}, cookies=cookies)
        review = {
            "examMetaData": {"examCode": attempt.code, "ssiRecordLocator": attempt.id},
            "reviewStatus": WORDS[attempt.verdict],
            "webCamComments": [{"comments": each["comment"], "eventStart": each["start"]} for each in comments],
        }
        return Ask(method="POST", path=f"{REVIEWS}/{self._order['review_secret']}/", body=review)
