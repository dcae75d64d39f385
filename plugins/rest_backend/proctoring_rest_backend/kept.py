"""Answers that are the same for everybody, kept for a while."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 500


class Kept(Generic[T]):
    """Shared by the threads of this process; a failure to fetch is not kept."""

    def __init__(self, seconds: float, clock: Callable[[], datetime]) -> None:
        self._life = timedelta(seconds=seconds)
        self._clock = clock
        self._lock = threading.Lock()
        self._values: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str, fetch: Callable[[], T]) -> T:
        now = self._clock()
        with self._lock:
            until, value = self._values.get(key, (None, None))
            if until and now < until and value is not None:
                return value
        fetched = fetch()
        with self._lock:
            if len(self._values) >= MOST:
                self._values.clear()
            self._values[key] = (now + self._life, fetched)
        return fetched
