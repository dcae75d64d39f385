"""What the simulator remembers until it stops; never more than so much."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MOST = 500
FAULTS = {
    "slow": "answers late",
    "500": "fails with the status 500 and does nothing",
    "429": "wants to be left alone for a while (429) and does nothing",
    "401": "no longer knows the token (401) and does nothing",
    "drop": "does as asked, and breaks the connection off in place of an answer",
    "html": "does as asked, and answers with a page in place of JSON",
    "no_id": "does as asked, and answers without what was asked for, such as the id",
}


@dataclass(slots=True)
class Exam:
    id: str
    body: dict[str, Any]
    registrations: int = 0


@dataclass(slots=True)
class Attempt:
    """`status` is what the platform said last, or `deleted`; `key` the platform's own code for it."""

    id: str
    exam_id: str
    key: str
    body: dict[str, Any]
    status: str = "created"
    registrations: int = 0
    notices: list[str] = field(default_factory=list)
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=50))

    def state(self) -> dict[str, Any]:
        """As JSON, without the learner's name and address."""
        body = {key: value for key, value in self.body.items() if key not in {"full_name", "email"}}
        return {
            "id": self.id,
            "exam_id": self.exam_id,
            "key": self.key,
            "status": self.status,
            "registrations": self.registrations,
            "notices": list(self.notices),
            "sent": list(self.sent),
            "body": body,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How the next calls go wrong; `token` says that it is the calls for a token."""

    kind: str
    times: int = 1
    seconds: float = 0.0
    token: bool = False

    def state(self) -> dict[str, Any]:
        return {"fault": self.kind, "times": self.times, "seconds": self.seconds, "token": self.token}


class Records:
    """Shared by the server's threads: whoever looks or writes holds `lock`."""

    def __init__(self, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self.clock = clock
        self.new_id = new_id
        self.lock = threading.RLock()
        self.exams: OrderedDict[str, Exam] = OrderedDict()
        self.attempts: OrderedDict[str, Attempt] = OrderedDict()
        self.tokens: OrderedDict[str, datetime] = OrderedDict()
        self.profiles: dict[str, str] = {}
        self.onboarding = ""
        self.fault: Fault | None = None
        self.requests: deque[dict[str, Any]] = deque(maxlen=MOST)

    def keep_exam(self, body: dict[str, Any], known: Exam | None) -> Exam:
        with self.lock:
            exam = known or Exam(self.new_id(), body)
            exam.body = body
            exam.registrations += 1
            self._keep(self.exams, exam.id, exam)
            return exam

    def keep_attempt(self, exam_id: str, key: str, body: dict[str, Any]) -> Attempt:
        """The same key of the platform gets the same attempt again."""
        with self.lock:
            again = [found for found in self.attempts.values() if key and found.key == key]
            attempt = again[0] if again else Attempt(self.new_id(), exam_id, key, body)
            attempt.registrations += 1
            self._keep(self.attempts, attempt.id, attempt)
            self.profiles.setdefault(body["user_id"], "no-profile")
            return attempt

    def note_request(self, method: str, address: str, status: int, reason: str = "") -> None:
        """`address` is the kind of address: the path itself may name a learner."""
        entry = {"at": self.clock().isoformat(), "method": method, "address": address, "status": status}
        with self.lock:
            self.requests.append({**entry, "reason": reason})

    def take_fault(self, *, token: bool) -> Fault | None:
        """The fault of this call; counts it."""
        with self.lock:
            fault = self.fault
            if fault is None or fault.token is not token:
                return None
            left = fault.times - 1
            self.fault = Fault(kind=fault.kind, times=left, seconds=fault.seconds, token=token) if left else None
            return fault

    def state(self) -> dict[str, Any]:
        """Everything seen, oldest first, as JSON."""
        with self.lock:
            return {
                "exams": [{"id": e.id, "registrations": e.registrations, "body": e.body} for e in self.exams.values()],
                "attempts": [attempt.state() for attempt in self.attempts.values()],
                "profiles": dict(self.profiles),
                "requests": list(self.requests),
                "onboarding": self.onboarding,
                "fault": self.fault.state() if self.fault else None,
            }

    def _keep(self, kept: "OrderedDict[str, Any]", key: str, value: Any) -> None:
        kept[key] = value
        if len(kept) > MOST:
            kept.popitem(last=False)
