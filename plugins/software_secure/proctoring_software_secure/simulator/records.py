"""What the simulator remembers: never more than so much, and after its end only with a keeper."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

ATTEMPTS = 500
REQUESTS = 500
EVENTS_OF_ATTEMPT = 50
FAULTS = {
    "slow": "answers late",
    "500": "fails with the status 500 and registers nothing",
    "drop": "registers, and breaks the connection off in place of an answer",
    "html": "registers, and answers with a page in place of JSON",
    "no_locator": "registers, and answers without a record locator",
}


@dataclass(slots=True)
class Attempt:
    """A registered attempt; `registrations` counts how often it was registered."""

    exam_code: str
    locator: str
    body: dict[str, Any]
    first_seen: datetime
    last_seen: datetime
    registrations: int = 0
    launches: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=EVENTS_OF_ATTEMPT))
    reviews: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=EVENTS_OF_ATTEMPT))

    def state(self) -> dict[str, Any]:
        """As JSON. The registration is shown as it came, but for the password."""
        return {
            "exam_code": self.exam_code,
            "locator": self.locator,
            "registrations": self.registrations,
            "first_seen": self.first_seen.isoformat(),
            "last_seen": self.last_seen.isoformat(),
            "body": {key: value for key, value in self.body.items() if key != "examPassword"},
            "launches": list(self.launches),
            "reviews": list(self.reviews),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How the next registrations go wrong."""

    kind: str
    times: int = 1
    seconds: float = 0.0


class Keeper(Protocol):
    """Keeps attempts from one start of the simulator to the next; `problem` is a sentence for people, or empty."""

    problem: str

    def read(self) -> list[Attempt]: ...

    def keep(self, attempts: Iterable[Attempt], /) -> None: ...


class Records:
    """Shared by the server's threads; every access goes through the lock.

    A `keeper` is asked once, now, and told of every change of an attempt. Registrations that were refused and the
    present fault are forgotten with the process.
    """

    def __init__(
        self, clock: Callable[[], datetime], new_locator: Callable[[], str], keeper: Keeper | None = None
    ) -> None:
        self._clock = clock
        self._new_locator = new_locator
        self._lock = threading.RLock()
        self._keeper = keeper
        known = keeper.read()[-ATTEMPTS:] if keeper else []
        self._attempts: OrderedDict[str, Attempt] = OrderedDict((attempt.exam_code, attempt) for attempt in known)
        self._requests: deque[dict[str, Any]] = deque(maxlen=REQUESTS)
        self._fault: Fault | None = None

    @property
    def are_kept(self) -> bool:
        """Whether another start will know these attempts."""
        return self._keeper is not None

    @property
    def problem(self) -> str:
        """What went wrong with the attempts of the last time."""
        return self._keeper.problem if self._keeper else ""

    def register(self, body: dict[str, Any]) -> Attempt:
        """The same exam code gets the same locator again; the oldest attempt makes room."""
        now = self._clock()
        with self._lock:
            code = body["examCode"]
            attempt = self._attempts.get(code)
            if attempt is None:
                attempt = Attempt(code, self._new_locator(), body, first_seen=now, last_seen=now)
                self._attempts[code] = attempt
                if len(self._attempts) > ATTEMPTS:
                    self._attempts.popitem(last=False)
            attempt.body, attempt.last_seen = body, now
            attempt.registrations += 1
            self._changed()
            return attempt

    def attempt(self, code: str) -> Attempt | None:
        with self._lock:
            return self._attempts.get(code.strip().upper())

    def attempts(self) -> list[Attempt]:
        """Newest first."""
        with self._lock:
            return list(reversed(self._attempts.values()))

    def note_request(self, outcome: str, *, exam_code: str = "", status: int = 0, reason: str = "") -> None:
        """Take down how a registration went; `outcome` is `registered`, `refused` or a fault's name."""
        entry = {
            "at": self._clock().isoformat(),
            "outcome": outcome,
            "exam_code": exam_code,
            "status": status,
            "reason": reason,
        }
        with self._lock:
            self._requests.append(entry)

    def note_launch(self, attempt: Attempt, **what: Any) -> None:
        with self._lock:
            attempt.launches.append({"at": self._clock().isoformat(), **what})
            self._changed()

    def note_review(self, attempt: Attempt, **what: Any) -> None:
        with self._lock:
            attempt.reviews.append({"at": self._clock().isoformat(), **what})
            self._changed()

    def set_fault(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def take_fault(self) -> Fault | None:
        """The fault of this registration; counts it."""
        with self._lock:
            fault = self._fault
            if fault:
                left = fault.times - 1
                self._fault = Fault(kind=fault.kind, times=left, seconds=fault.seconds) if left else None
            return fault

    def state(self) -> dict[str, Any]:
        """Everything seen, oldest first, as JSON."""
        with self._lock:
            fault = self._fault
            return {
                "attempts": [attempt.state() for attempt in self._attempts.values()],
                "requests": list(self._requests),
                "fault": {"fault": fault.kind, "times": fault.times, "seconds": fault.seconds} if fault else None,
            }

    def _changed(self) -> None:
        """Within the lock, so that an older state never replaces a newer one."""
        if self._keeper:
            self._keeper.keep(self._attempts.values())
