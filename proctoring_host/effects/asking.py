"""Vendors asked while a request waits: for a bounded time, and not at all while their circuit breaker is open.

Only what really goes to the vendor is refused and counted. A backend that answers out of its configuration, as for the
steps of a set-up, answers as ever.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from proctoring_host import conf, lines
from proctoring_host.effects import circuit
from proctoring_host.errors import BackendError

STAFF_SECONDS = 15.0
"""How long staff wait, who need the answer itself and are few."""
LEAST_SECONDS = 1.0
"""Also where no request waits for a registration: what is asked here is not brought to its end later."""


@dataclass(slots=True)
class _Line:
    """`wait_seconds` is set where the breaker has refused a call. Time is that of `time.monotonic`."""

    backend: str
    ends_at: float
    clock: Callable[[], datetime]
    wait_seconds: float = 0.0
    gate: circuit.Gate | None = None

    def seconds(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            # Whoever has no time to ask the vendor must not become the one who tries it for all.
            return left
        self.gate = circuit.gate_of(self.backend, self.clock())
        self.wait_seconds = self.gate.wait_seconds
        return 0.0 if self.wait_seconds else left

    def ended(self, status: int | None) -> None:
        if self.gate is not None:
            circuit.note(self.gate, status, self.clock())


@contextmanager
def asking(
    backend: str,
    seconds: float | None = None,
    *,
    surely: bool = False,
    clock: Callable[[], datetime] = timezone.now,
) -> Iterator[None]:
    """Whatever is asked of the backend meanwhile takes so many seconds at most; as long as a request waits by default.

    With `surely` the vendor is known to be called, so that an open breaker refuses before the backend is asked.
    Raises `BackendPaused` in place of what a backend makes of a call that was refused. Never within a transaction.
    """
    if surely and (wait := circuit.pause_of(backend, clock())):
        raise circuit.paused(backend, wait)
    limit = max(conf.get().registration_wait_seconds, LEAST_SECONDS) if seconds is None else seconds
    line = _Line(backend, time.monotonic() + limit, clock)
    with lines.holding(line):
        try:
            yield
        except BackendError as error:
            if not line.wait_seconds:
                raise
            raise circuit.paused(backend, math.ceil(line.wait_seconds)) from error
