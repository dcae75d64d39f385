"""Has an effect carried out on behalf of a request, which waits for a moment and no longer."""

import threading
import time
from collections.abc import Callable
from functools import partial

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from proctoring_host import conf
from proctoring_host.effects import celery_runner
from proctoring_host.effects.kinds import VENDOR_KINDS, Kind
from proctoring_host.effects.pool import get_pool
from proctoring_host.effects.runner import run_inline
from proctoring_host.models import Effect

# Support is reached over the network, too; the other services of a platform are in its own process.
CALLS_OUT = VENDOR_KINDS | {Kind.MAIL, Kind.SUPPORT}


class _Waiting:
    """How many requests of this process wait at this moment."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.number = 0

    def enter(self, most: int) -> bool:
        with self.lock:
            if self.number >= most:
                return False
            self.number += 1
        return True

    def leave(self) -> None:
        with self.lock:
            self.number -= 1


class _Patience(threading.local):
    """How long the request of this thread still waits: for all that it causes together, however much that is.

    Where there is no request, as in commands, each is waited for.
    """

    in_request = False
    ends_at: float | None = None

    def begin(self, **_signal: object) -> None:
        self.in_request, self.ends_at = True, None

    def end(self, **_signal: object) -> None:
        self.in_request = False

    def seconds(self, most: float) -> float:
        if not self.in_request:
            return most
        now = time.monotonic()
        self.ends_at = now + most if self.ends_at is None else self.ends_at
        return max(0.0, self.ends_at - now)


_waiting = _Waiting()
_patience = _Patience()
request_started.connect(_patience.begin)
request_finished.connect(_patience.end)


def after_commit(effect: Effect) -> None:
    """Celery does it where there is one; else what calls nobody outside is done at once, in this thread.

    The row is as it was written a moment ago, and belongs to the runner from now on.
    """
    if celery_runner.is_in_use() and celery_runner.hand_over(effect.pk):
        if effect.kind == Kind.VENDOR_REGISTER:
            _wait(partial(celery_runner.wait_for, effect.pk))
    elif effect.kind in CALLS_OUT:
        carry_out(effect.pk, new=effect, first=effect.kind == Kind.VENDOR_REGISTER)
    else:
        run_inline(effect.pk, new=effect)


def carry_out(effect_id: int, *, force: bool = False, new: Effect | None = None, first: bool = False) -> None:
    """Returns when the effect was run, or when the request has waited long enough: then a thread goes on with it.

    Where too many requests wait already this one does not, so that threads are left for those who want something
    else. With `force` and `new` as in `Runner.run`; `first` before what nobody looks at the screen for.
    """
    if transaction.get_connection().in_atomic_block:
        # Only tests get here, and their other threads do not see what they have written.
        run_inline(effect_id, force=force, new=new)
        return
    work = partial(_run_in_thread, effect_id, force=force, new=new)
    ended = get_pool().submit((effect_id, force), work, first=first)
    _wait(ended.wait)


def _wait(wait: Callable[[float], object]) -> None:
    settings = conf.get()
    seconds = _patience.seconds(settings.registration_wait_seconds)
    if not seconds or not _waiting.enter(settings.requests_waiting):
        return
    try:
        wait(seconds)
    finally:
        _waiting.leave()


def _run_in_thread(effect_id: int, *, force: bool, new: Effect | None) -> None:
    close_old_connections()
    try:
        run_inline(effect_id, force=force, new=new)
    finally:
        close_old_connections()
