"""How long operations took and what was answered, from many threads."""

import threading
from collections import Counter, defaultdict
from typing import Any


class Tally:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[str, list[float]] = defaultdict(list)
        self._failures = 0
        self._answers: dict[str, Counter[str]] = defaultdict(Counter)

    def answered(self, name: str, status: int, milliseconds: float) -> None:
        with self._lock:
            self._times[name].append(milliseconds)
            self._answers[name][str(status)] += 1

    def lost(self, name: str) -> None:
        with self._lock:
            self._answers[name]["no answer"] += 1

    def total(self) -> int:
        with self._lock:
            return sum(len(times) for times in self._times.values())

    def failed(self) -> None:
        """A server answered with the status 500, and it was not the vendor's that it passed on."""
        with self._lock:
            self._failures += 1

    @property
    def failures(self) -> int:
        return self._failures

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {
                name: {
                    "count": len(self._times[name]),
                    "p50_ms": quantile(self._times[name], 0.5),
                    "p95_ms": quantile(self._times[name], 0.95),
                    "answers": dict(sorted(answers.items())),
                }
                for name, answers in sorted(self._answers.items())
            }


def quantile(values: list[float], share: float) -> float:
    """0 of nothing."""
    found = sorted(values)
    return round(found[min(len(found) - 1, int(len(found) * share))], 1) if found else 0.0
