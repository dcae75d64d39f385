"""A circuit breaker for each backend: a vendor that does not answer is left alone for a while, by all processes.

Effects wait meanwhile, without losing a try. After the pause a single call is let through as a probe: if it is
answered all others follow, if not the pause begins anew, longer each time. Its state is kept in the database, because
that is what all processes share.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from proctoring_host.effects.kinds import VENDOR_KINDS
from proctoring_host.effects.outcomes import Done, Later, Outcome
from proctoring_host.errors import BackendError, BackendPaused, BackendUnavailable, ExamUnknown, ProctoringError
from proctoring_host.models import Circuit, Effect
from proctoring_host.prepared import Given, Prepared

logger = logging.getLogger(__name__)

THRESHOLD = 5
"""So many calls in a row have to fail: one attempt that the vendor stumbles over must not stop all others."""
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 60.0
"""Nobody can begin an exam for so long after the vendor is back; one call a minute harms no vendor."""
LONGEST_WISH = 3600.0
PROBE_SECONDS = 90.0
"""How long a probe may take before somebody else tries: the process that sent it may be gone."""
BUSY = frozenset({408, 425, 429})
NOT_ASKED = (BackendUnavailable, ExamUnknown)
"""Errors before the vendor was asked; whoever asked it about the exam has noted that already."""

OF_BACKEND = Prepared(lambda: Circuit.objects.filter(backend=Given("backend")))

NOT_AT_REST = Q(failures__gt=0) | Q(open_until__isnull=False)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The state before a call. With `wait_seconds` it must not be made; a `probe` decides for all others."""

    backend: str
    wait_seconds: float = 0.0
    probe: bool = False
    clean: bool = True
    trips: int = 0


@dataclass(slots=True)
class _Pass:
    """What let an effect through. Effects that it has run before itself come in with it, and change what it is."""

    gate: Gate
    heeded: bool = True


_passed: ContextVar[_Pass | None] = ContextVar("proctoring_circuit_pass", default=None)


def through(effect: Effect, clock: Clock, call: Callable[[], Outcome]) -> Outcome:
    """What `call` brings, unless the vendor is left alone just now; what it raises is noted and goes on.

    A second look at the breaker from within a probe would always find it closed to others, so there is none.
    """
    if effect.kind not in VENDOR_KINDS or not effect.backend:
        return call()
    passed = _passed.get()
    if passed is not None and passed.gate.backend == effect.backend:
        return _noted(passed, clock, call) if passed.heeded else call()
    gate = gate_of(effect.backend, clock())
    return _postponed(gate) if gate.wait_seconds else _within(_Pass(gate), clock, call)


def regardless(effect: Effect, call: Callable[[], Outcome]) -> Outcome:
    """What `call` brings, with all that it has run before itself, whatever the breaker says."""
    token = _passed.set(_Pass(Gate(backend=effect.backend), heeded=False))
    try:
        return call()
    finally:
        _passed.reset(token)


def _within(passed: _Pass, clock: Clock, call: Callable[[], Outcome]) -> Outcome:
    token = _passed.set(passed)
    try:
        return _noted(passed, clock, call)
    finally:
        _passed.reset(token)


def _noted(passed: _Pass, clock: Clock, call: Callable[[], Outcome]) -> Outcome:
    """A probe decides once: what follows it within the same pass is a call like any other."""
    try:
        outcome = call()
    except Exception as error:
        _failed(passed.gate, error, clock())
        if counts(error):
            passed.gate = replace(passed.gate, probe=False, clean=False)
        raise
    _answered(passed.gate, outcome, clock())
    if not _asked_nothing(outcome):
        passed.gate = Gate(backend=passed.gate.backend)
    return outcome


def gate_of(backend: str, now: datetime) -> Gate:
    """One query where the vendor answers. The first to ask after a pause gets the probe."""
    row = OF_BACKEND.first(backend=backend)
    if row is None or row.open_until is None:
        return Gate(backend=backend, clean=row is None or not row.failures)
    if row.open_until > now:
        return Gate(backend=backend, wait_seconds=(row.open_until - now).total_seconds())
    until = now + timedelta(seconds=PROBE_SECONDS)
    if Circuit.objects.filter(pk=row.pk, open_until=row.open_until).update(open_until=until):
        return Gate(backend=backend, probe=True, clean=False, trips=row.trips)
    return Gate(backend=backend, wait_seconds=PROBE_SECONDS)


def close(backend: str, now: datetime) -> bool:
    """Have the vendor called again at once, as a person wishes; False where it is called anyhow."""
    failing = Circuit.objects.filter(NOT_AT_REST, backend=backend)
    closed = failing.update(failures=0, trips=0, open_until=None, changed_at=now)
    if closed:
        logger.info("circuit closed by hand backend=%s", backend)
    return bool(closed)


def pause_of(backend: str, now: datetime) -> float:
    """How many seconds the vendor is still left alone; who asks this is not the one who tries it for all."""
    row = Circuit.objects.filter(backend=backend, open_until__gt=now).first()
    return (row.open_until - now).total_seconds() if row and row.open_until else 0.0


def is_open(backend: str) -> bool:
    """Whether the vendor is left alone, or just being tried again."""
    return Circuit.objects.filter(backend=backend, open_until__isnull=False).exists()


def counts(error: Exception) -> bool:
    """Whether an error tells that the vendor is in trouble, rather than that it said no to one request."""
    if not isinstance(error, BackendError) or isinstance(error, NOT_ASKED) or error.final:
        return False
    return in_trouble(error.vendor_status)


def in_trouble(status: int | None) -> bool:
    """None stands for no answer."""
    return status is None or status >= 500 or status in BUSY


def note(gate: Gate, status: int | None, now: datetime) -> None:
    """What one call that went through this gate tells of the vendor."""
    if in_trouble(status):
        _count(gate, 0.0, now)
    else:
        _answered(gate, Done(), now)


def paused(backend: str, seconds: float) -> BackendPaused:
    text = _("The vendor of %(backend)s does not answer just now; this waits until it does.")
    return BackendPaused(text % {"backend": backend}, backend=backend, retry_after=seconds)


def _answered(gate: Gate, outcome: Outcome, now: datetime) -> None:
    if _asked_nothing(outcome):
        _undecided(gate, now)
    elif not gate.clean:
        _close(gate, now)


def _asked_nothing(outcome: Outcome) -> bool:
    return (isinstance(outcome, Done) and "skipped" in outcome.result) or (
        isinstance(outcome, Later) and not outcome.counted
    )


def _failed(gate: Gate, error: Exception, now: datetime) -> None:
    if counts(error):
        _count(gate, getattr(error, "retry_after", None) or 0.0, now)
    elif isinstance(error, ProctoringError) and not isinstance(error, NOT_ASKED):
        # The vendor is there, and said no.
        _answered(gate, Done(), now)
    else:
        _undecided(gate, now)


def _count(gate: Gate, wish: float, now: datetime) -> None:
    """Calls that were under way when it opened do not make the pause longer."""
    row, _made = Circuit.objects.get_or_create(backend=gate.backend, defaults={"changed_at": now})
    rows = Circuit.objects.filter(pk=row.pk)
    rows.update(failures=F("failures") + 1, changed_at=now)
    row.refresh_from_db()
    if not gate.probe and (row.open_until is not None or (row.failures < THRESHOLD and not wish)):
        return
    trips = gate.trips + 1
    pause = max(min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(trips - 1, 16)), min(wish, LONGEST_WISH))
    # Fewer by now, and somebody was answered meanwhile.
    if rows.filter(failures__gte=row.failures).update(open_until=now + timedelta(seconds=pause), trips=trips):
        logger.warning("circuit opened backend=%s failures=%s seconds=%.0f", gate.backend, row.failures, pause)


def _close(gate: Gate, now: datetime) -> None:
    closed = Circuit.objects.filter(NOT_AT_REST, backend=gate.backend)
    if closed.update(failures=0, trips=0, open_until=None, changed_at=now) and gate.probe:
        logger.info("circuit closed backend=%s", gate.backend)


def _undecided(gate: Gate, now: datetime) -> None:
    """The vendor was not asked after all: the next one may be the probe, unless an earlier call was answered."""
    if gate.probe:
        Circuit.objects.filter(backend=gate.backend, open_until__isnull=False).update(open_until=now)


def _postponed(gate: Gate) -> Later:
    error = paused(gate.backend, gate.wait_seconds)
    result = {"error_code": error.code, "http_status": error.http_status, "detail": error.detail}
    return Later(reason=error.detail, after_seconds=gate.wait_seconds, result=result, counted=False)
