"""What the vendor does: it registers, its browser starts exams, its reviewers judge them."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from proctoring_software_secure.simulator.account import Account
from proctoring_software_secure.simulator.records import Attempt, Records
from proctoring_software_secure.simulator.reviewing import OrderInvalid, ReviewOrder, review_json
from proctoring_software_secure.simulator.verify import Refused, verify

logger = logging.getLogger(__name__)

REVIEW_PATH = "/api/edx_proctoring/proctoring_review_callback/"
TIMEOUT_SECONDS = 30.0
MOST_LATE_REVIEWS = 50
ANSWER_SHOWN = 500


class AttemptUnknown(Exception):
    """No attempt with this exam code was registered."""


class Vendor:
    """The simulator without its web pages. `stopping` ends every wait."""

    def __init__(self, account: Account, records: Records, clock: Callable[[], datetime]) -> None:
        self.account = account
        self.records = records
        self.stopping = threading.Event()
        self._clock = clock
        self._late = threading.BoundedSemaphore(MOST_LATE_REVIEWS)

    def check(self, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
        """The body of a registration that the vendor would take; raises `Refused` and remembers why."""
        try:
            return verify(headers, content, self.account, self._clock().astimezone(UTC))
        except Refused as refused:
            self.records.note_request("refused", status=refused.status, reason=refused.reason)
            raise

    def launch(self, code: str) -> dict[str, Any]:
        """Open the launch link as the vendor's browser would, without following where it leads.

        The answer holds the cookies, so that a script can go on as that browser.
        """
        attempt = self.known(code)
        try:
            answer = requests.get(attempt.body["examUrl"], allow_redirects=False, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            outcome: dict[str, Any] = {"status": 0, "error": type(error).__name__}
        else:
            outcome = {"status": answer.status_code, "location": answer.headers.get("Location", "")}
            outcome["cookies"] = answer.cookies.get_dict()
        self.records.note_launch(attempt, **{key: outcome[key] for key in outcome if key != "cookies"})
        return outcome

    def review(self, code: str, order: ReviewOrder) -> dict[str, Any]:
        """Post a review, at once or later; what the platform answers is also kept with the attempt."""
        attempt = self.known(code)
        if not order.delay:
            return {"scheduled": False, "sent": self._post(attempt, order)}
        if not self._late.acquire(blocking=False):
            raise OrderInvalid(f"There are already {MOST_LATE_REVIEWS} reviews waiting to be sent.")
        threading.Thread(target=self._post_later, args=(attempt, order), daemon=True).start()
        return {"scheduled": True, "sent": []}

    def known(self, code: str) -> Attempt:
        """The attempt of this exam code; raises `AttemptUnknown`."""
        attempt = self.records.attempt(code)
        if attempt is None:
            raise AttemptUnknown
        return attempt

    def review_address(self, attempt: Attempt, token: str | None) -> str:
        """The address that the operator registered, with its secret."""
        site = urlsplit(attempt.body["examUrl"])
        platform = self.account.platform_url.rstrip("/") or f"{site.scheme}://{site.netloc}"
        secret = self.account.review_token if token is None else token
        return f"{platform}{REVIEW_PATH}" + (f"?token={quote(secret, safe='')}" if secret else "")

    def _post_later(self, attempt: Attempt, order: ReviewOrder) -> None:
        try:
            if not self.stopping.wait(order.delay):
                self._post(attempt, order)
        finally:
            self._late.release()

    def _post(self, attempt: Attempt, order: ReviewOrder) -> list[dict[str, Any]]:
        content = json.dumps(review_json(attempt, order)).encode()
        address = self.review_address(attempt, order.token)
        return [self._post_once(attempt, order.status, address, content) for _ in range(order.times)]

    def _post_once(self, attempt: Attempt, status: str, address: str, content: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        try:
            answer = requests.post(
                address, data=content, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            outcome: dict[str, Any] = {"http_status": 0, "answer": type(error).__name__}
        else:
            outcome = {"http_status": answer.status_code, "answer": answer.text[:ANSWER_SHOWN]}
        self.records.note_review(attempt, status=status, **outcome)
        logger.info("simulated review sent", extra={"exam_code": attempt.exam_code, "status": outcome["http_status"]})
        return outcome
