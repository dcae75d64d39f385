"""The one piece of module state: which registry this process uses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import setting_changed

from proctoring_host import conf
from proctoring_host.registry.core import Registry

_SETTINGS = frozenset({"PROCTORING_BACKENDS"})


class _Holder:
    """The loaded registry, and those that were entered on top of it, for all threads alike."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.loading = False
        self.loaded: Registry | None = None
        self.entered: list[Registry] = []

    def get(self) -> Registry:
        """No lock is taken once there is one: entering and leaving is for tests, which do it in one thread."""
        current = self.entered[-1] if self.entered else self.loaded
        return current if current is not None else self.load()

    def load(self) -> Registry:
        with self.lock:
            if self.loading:
                # Only the thread that is loading can get here, from the import of a plugin.
                raise RuntimeError("A plugin asked for the registry while it was imported; ask when a hook is called.")
            if self.loaded is None:
                self.loading = True
                try:
                    self.loaded = Registry.load(conf.get())
                finally:
                    self.loading = False
            return self.loaded

    def forget(self, *, setting: str = "", **_: Any) -> None:
        if setting in _SETTINGS:
            self.loaded = None


_holder = _Holder()
setting_changed.connect(_holder.forget, dispatch_uid="proctoring_host.registry")


def get_registry() -> Registry:
    """The registry of this process; loads all plugins at the first call."""
    return _holder.get()


@contextmanager
def using_registry(registry: Registry) -> Iterator[Registry]:
    """Make this the registry of the process for a while, in every thread. For tests; may be nested."""
    _holder.entered.append(registry)
    try:
        yield registry
    finally:
        _holder.entered.remove(registry)
