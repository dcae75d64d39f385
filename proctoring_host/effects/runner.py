"""Runs effects: right after their commit, when somebody asks again, and from the worker."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from proctoring_host import correlation
from proctoring_host.effects import circuit, states
from proctoring_host.effects.kinds import handler_of
from proctoring_host.effects.outcomes import Call, Done, Later, LeaseLost, Outcome, Refused
from proctoring_host.effects.retry import MAX_TRIES, outcome_of, wait_of
from proctoring_host.models import Effect, EffectState
from proctoring_host.registry.guard import trace

logger = logging.getLogger(__name__)

Observer = Callable[[str, Effect], None]
BATCH = 50


def log_boundary(boundary: str, effect: Effect) -> None:
    """The usual observer."""
    logger.debug(
        "effect boundary=%s kind=%s effect=%s attempt=%s try=%s correlation=%s",
        boundary,
        effect.kind,
        effect.pk,
        effect.attempt_id,
        effect.tries,
        effect.correlation_id,
    )


def never() -> bool:
    """Nobody wants to stop."""
    return False


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What became of the effects of one run."""

    done: int = 0
    postponed: int = 0
    dead: int = 0

    @property
    def total(self) -> int:
        return self.done + self.postponed + self.dead

    def count(self, state: EffectState | None) -> None:
        """None, an effect that somebody else runs, counts as nothing."""
        if state == EffectState.DONE:
            self.done += 1
        elif state == EffectState.DEAD:
            self.dead += 1
        elif state is not None:
            self.postponed += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Runs effects one by one, in this thread.

    `observer` hears of each boundary with the effect: `leased`, `before_call`, `handed_over`, `after_call`, then
    one of `done`, `postponed`, `dead`, `lost` (the lease lapsed and somebody else has it).
    `lease_seconds` should be longer than the slowest call to a vendor: one that takes longer may be made a second
    time meanwhile, and only one answer is kept. `should_stop` is asked between two effects.
    Who does not heed the circuit breakers calls a vendor that is left alone just now, as a person may wish.
    """

    clock: Callable[[], datetime] = timezone.now
    observer: Observer = log_boundary
    chance: Callable[[], float] = random.random
    lease_seconds: float = 300.0
    max_tries: int = MAX_TRIES
    should_stop: Callable[[], bool] = never
    heeds_circuits: bool = True

    def run(self, effect_id: int, *, force: bool = False, new: Effect | None = None) -> EffectState:
        """Run one effect if its turn has come, and what waited for it in its lane; its state afterwards.

        With `force` before its time, and also when it was given up or is a registration that was discarded. `new` is
        its row where this process has just written it.
        """
        ran = self._guarded(effect_id, force=force, new=new)
        asked = new if new is not None and ran is not None else Effect.objects.get(pk=effect_id)
        state = ran or EffectState(asked.state)
        last: EffectState | None = state
        while last in {EffectState.DONE, EffectState.DEAD}:
            following = states.next_of_lane(asked.lane, self.clock())
            last = self._guarded(following) if following else None
        return state

    def run_due(self, now: datetime | None = None, limit: int = 500) -> RunReport:
        """Run what is due at `now` (or by then has become due), up to `limit` effects."""
        report = RunReport()
        before = -1
        while before < report.total < limit:
            before = report.total
            for effect_id in states.due(now or self.clock(), min(BATCH, limit - report.total)):
                if self.should_stop():
                    return report
                report.count(self._guarded(effect_id))
        return report

    def _guarded(self, effect_id: int, *, force: bool = False, new: Effect | None = None) -> EffectState | None:
        """Whatever happens to one effect, the next one has its turn; this one comes again when its lease lapses."""
        try:
            return self._run_one(effect_id, force=force, new=new)
        except Exception as error:  # noqa: BLE001  what cannot be foreseen must not stop all others
            _log_left(effect_id, error)
            return None

    def _run_one(self, effect_id: int, *, force: bool = False, new: Effect | None = None) -> EffectState | None:
        """None when the effect was not ours to run."""
        now = self.clock()
        until = now + timedelta(seconds=self.lease_seconds)
        effect = states.take_new(new, now=now, until=until) if new else None
        effect = effect or states.take(effect_id, now=now, until=until, force=force)
        if effect is None:
            return None
        with correlation.following(effect.correlation_id):
            return self._carried_out(effect)

    def _carried_out(self, effect: Effect) -> EffectState:
        self.observer("leased", effect)
        if effect.tries > self.max_tries:
            # Only a process that ended in the middle, again and again, leaves an effect so.
            reason = f"Given up: the process ended {self.max_tries} times while running this effect."
            return self._settle(effect, Refused(reason=reason))
        self.observer("before_call", effect)
        try:
            outcome = self._outcome(effect)
        except LeaseLost:
            return self._ended(effect, EffectState.RUNNING, kept=False)
        self.observer("after_call", effect)
        return self._settle(effect, outcome)

    def _outcome(self, effect: Effect) -> Outcome:
        def hand_over() -> None:
            now = self.clock()
            states.hand_over(effect, now=now, until=now + timedelta(seconds=self.lease_seconds))
            self.observer("handed_over", effect)

        try:
            handler = handler_of(effect.kind)
            call = partial(handler, Call(effect=effect, now=self.clock(), hand_over=hand_over))
            if self.heeds_circuits:
                return circuit.through(effect, self.clock, call)
            return circuit.regardless(effect, call)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  whatever happens, the effect stays in the outbox
            return outcome_of(error, effect)

    def _settle(self, effect: Effect, outcome: Outcome) -> EffectState:
        if isinstance(outcome, Done):
            try:
                return self._ended(effect, EffectState.DONE, kept=states.finish(effect, outcome, self.clock()))
            except Exception as error:  # noqa: BLE001  what came back could not be written; it will come again
                outcome = outcome_of(error, effect)
        if isinstance(outcome, Later) and (effect.tries < self.max_tries or not outcome.counted):
            return self._postponed(effect, outcome)
        kept = states.bury(effect, reason=outcome.reason, result=outcome.result, now=self.clock())
        return self._ended(effect, EffectState.DEAD, kept=kept)

    def _postponed(self, effect: Effect, outcome: Later) -> EffectState:
        wait = wait_of(outcome, effect.tries, self.chance)
        next_at = self.clock() + timedelta(seconds=wait)
        kept = states.postpone(effect, outcome, next_at=next_at)
        return self._ended(effect, EffectState.PENDING, kept=kept)

    def _ended(self, effect: Effect, state: EffectState, *, kept: bool) -> EffectState:
        names = {EffectState.DONE: "done", EffectState.DEAD: "dead", EffectState.PENDING: "postponed"}
        if not kept:
            logger.warning("effect lease lost kind=%s effect=%s", effect.kind, effect.pk)
        elif state == EffectState.DEAD:
            logger.error("effect given up kind=%s effect=%s tries=%s", effect.kind, effect.pk, effect.tries)
        self.observer(names[state] if kept else "lost", effect)
        return state if kept else EffectState.RUNNING


def run_effect(effect_id: int, *, force: bool = False, new: Effect | None = None) -> EffectState:
    """`Runner.run` with the usual runner. Calls vendors, so never within a transaction."""
    return Runner().run(effect_id, force=force, new=new)


def run_due(now: datetime | None = None, limit: int = 500) -> RunReport:
    """`Runner.run_due` with the usual runner."""
    return Runner().run_due(now, limit)


def run_inline(effect_id: int, *, force: bool = False, new: Effect | None = None) -> None:
    """Run for a request that has been carried out; whatever goes wrong is left to the worker."""
    try:
        run_effect(effect_id, force=force, new=new)
    except Exception as error:  # noqa: BLE001  the request itself went well
        _log_left(effect_id, error)


def _log_left(effect_id: int, error: Exception) -> None:
    """Without the exception's text, which may quote a learner."""
    logger.error("effect left to the worker effect=%s\n%s", effect_id, trace(error))
