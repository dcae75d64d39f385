"""Lets numbers be taken where something happens, without knowing what counts them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

logger = logging.getLogger(__name__)

OnCall = Callable[[str, str, float, str], None]
"""Backend, hook, seconds, and `ok` or the name of what was raised."""
OnCallback = Callable[[str, bool], None]
"""Backend, and whether the call was accepted."""


class Observers:
    """Whoever wants the numbers; made once, at the start of the process."""

    def __init__(self) -> None:
        self.on_call: list[OnCall] = []
        self.on_callback: list[OnCallback] = []

    @contextmanager
    def call(self, backend: str, hook: str) -> Iterator[None]:
        begun, outcome = perf_counter(), "ok"
        try:
            yield
        except BaseException as error:
            cause = getattr(error, "error", error)  # the guard wraps what a plugin raised
            outcome = getattr(cause, "code", None) or type(cause).__name__
            raise
        finally:
            self._tell(self.on_call, backend, hook, perf_counter() - begun, str(outcome))

    def callback(self, backend: str, *, accepted: bool) -> None:
        self._tell(self.on_callback, backend, accepted)

    @staticmethod
    def _tell(observers: list[Any], *values: object) -> None:
        for observer in observers:
            observer(*values)


observers = Observers()
