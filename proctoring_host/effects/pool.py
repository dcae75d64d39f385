"""A few threads of this process in which requests have their effects carried out.

A request waits for a while and then goes on, the thread brings the call to its end: an answer that comes late is kept
like any other. Should the process end in between, the lease of the effect tells, and somebody else takes it up.
"""

import atexit
import contextvars
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from django.db import connections

from proctoring_host.registry.guard import trace

logger = logging.getLogger(__name__)

SIZE = 8
IDLE_SECONDS = 20.0
GRACE_SECONDS = 15.0


@dataclass(slots=True)
class Job:
    key: Hashable
    work: Callable[[], object]
    context: contextvars.Context
    first: bool
    ended: threading.Event = field(default_factory=threading.Event)


class Pool:
    """At most `size` threads, made when needed; one that has had nothing to do for a while ends."""

    def __init__(self, size: int = SIZE, idle_seconds: float = IDLE_SECONDS) -> None:
        self._size, self._idle_seconds = size, idle_seconds
        self._changed = threading.Condition()
        # Work that somebody waits for goes before the rest of it.
        self._queues: dict[bool, deque[Job]] = {True: deque(), False: deque()}
        self._jobs: dict[Hashable, Job] = {}
        self._threads = self._idle = 0

    def submit(self, key: Hashable, work: Callable[[], object], *, first: bool = False) -> threading.Event:
        """The event is set when the work has ended. Work of the same key that has not ended yet is not done twice.

        Where threads are short, what is to be done `first` overtakes all else.
        """
        with self._changed:
            if key in self._jobs:
                return self._jobs[key].ended
            job = self._jobs[key] = Job(key, work, contextvars.copy_context(), first)
            self._queues[first].append(job)
            if self._idle >= self._waiting():
                self._changed.notify_all()
            elif self._threads < self._size:
                self._start(job)
        return job.ended

    def _start(self, job: Job) -> None:
        """Where the machine has no thread left the work is left undone; what is to be done is in the outbox."""
        try:
            threading.Thread(target=self._serve, name="proctoring-effects", daemon=True).start()
        except RuntimeError:
            logger.error("no thread can be started, work left key=%s", job.key)
            self._queues[job.first].remove(job)
            del self._jobs[job.key]
            job.ended.set()
        else:
            self._threads += 1

    def drain(self, seconds: float) -> bool:
        """Wait until nothing is left to do; False when something still is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs, seconds)

    def close(self) -> None:
        """At the end of the process: what has not begun stays in the outbox, what has is waited for."""
        with self._changed:
            while job := self._taken():
                self._jobs.pop(job.key, None)
        self.drain(GRACE_SECONDS)

    def _serve(self) -> None:
        try:
            while job := self._next():
                try:
                    job.context.run(job.work)
                except BaseException as error:  # noqa: BLE001  a plugin may try to end the process; others wait here
                    logger.error("work in a thread ended key=%s\n%s", job.key, trace(error))
                finally:
                    self._end(job)
        finally:
            connections.close_all()
            with self._changed:
                self._threads -= 1

    def _next(self) -> Job | None:
        until = time.monotonic() + self._idle_seconds
        with self._changed:
            self._idle += 1
            try:
                while not self._waiting():
                    if (left := until - time.monotonic()) <= 0:
                        return None
                    self._changed.wait(left)
                return self._taken()
            finally:
                self._idle -= 1

    def _waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _taken(self) -> Job | None:
        queue = self._queues[True] or self._queues[False]
        return queue.popleft() if queue else None

    def _end(self, job: Job) -> None:
        with self._changed:
            self._jobs.pop(job.key, None)
            self._changed.notify_all()
        job.ended.set()


class _Holder:
    """The pool of this process; a child that was forked begins with one of its own."""

    def __init__(self) -> None:
        self.pool = Pool()
        os.register_at_fork(after_in_child=self.renew)
        atexit.register(self.close)

    def renew(self) -> None:
        self.pool = Pool()

    def close(self) -> None:
        self.pool.close()


_holder = _Holder()


def get_pool() -> Pool:
    return _holder.pool
