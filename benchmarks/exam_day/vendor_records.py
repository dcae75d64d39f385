"""What the vendor writes down."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.exam_day.chances import OutOfOrder


@dataclass(slots=True)
class Registered:
    """An attempt as the vendor knows it. `code` is the platform's own, `registrations` counts how often it was asked.

    `lost_answers` are those of them whose answer did not arrive, or too late.
    `sent` are the callbacks in the order of their answers: kind, verdict, and the platform's status, 0 for none.
    """

    id: str
    code: str
    kind: str
    verdict: str
    out_of_order: OutOfOrder
    comments: int
    status: str = "created"
    registrations: int = 0
    lost_answers: int = 0
    reviewed: bool = False
    notices: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)


class Records:
    """Shared by the threads of the vendor."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exams: dict[int, str] = {}
        self._attempts: dict[str, Registered] = {}
        self._by_code: dict[str, Registered] = {}
        self._counts: Counter[str] = Counter()

    def exam(self, number: int) -> str:
        with self._lock:
            return self._exams.setdefault(number, f"exam-{len(self._exams) + 1}")

    def register(self, code: str, kind: str, plan: tuple[str, OutOfOrder]) -> Registered:
        with self._lock:
            attempt = self._by_code.get(code)
            if attempt is None:
                verdict, odd = plan
                name = f"{kind}-{len(self._attempts) + 1}"
                attempt = Registered(name, code, kind, verdict, odd, comments=len(self._attempts) % 4)
                self._by_code[code] = self._attempts[name] = attempt
            attempt.registrations += 1
            return attempt

    def lose(self, answer: Mapping[str, Any]) -> None:
        """The answer to a registration; any other is of no account."""
        with self._lock:
            attempt = self._attempts.get(str(answer.get("id") or answer.get("ssiRecordLocator")))
            if attempt is not None:
                attempt.lost_answers += 1

    def attempt(self, name: str) -> Registered | None:
        with self._lock:
            return self._attempts.get(name)

    def notice(self, attempt: Registered, word: str) -> None:
        with self._lock:
            attempt.status = word
            attempt.notices.append(word)

    def begins_review(self, attempt: Registered) -> bool:
        """True once: an attempt is reviewed once, however often the vendor hears of its end."""
        with self._lock:
            begins, attempt.reviewed = not attempt.reviewed, True
            return begins

    def note_sent(self, attempt: Registered, what: str, status: int) -> None:
        with self._lock:
            attempt.sent.append({"what": what, "status": status})
            self._counts[f"{what} {status or 'unanswered'}"] += 1

    def count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            attempts = [asdict(attempt) for attempt in self._attempts.values()]
            return {"attempts": attempts, "exams": dict(self._exams), "counts": dict(self._counts)}
