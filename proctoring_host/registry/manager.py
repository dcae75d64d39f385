"""pluggy's manager with what it leaves to its host: clean failures, one implementation at a time, narrow calls."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pluggy

from proctoring_host.hookspecs import PROJECT, BackendHooks, PlatformHooks
from proctoring_host.registry.guard import PluginRaised, guarded


@dataclass(frozen=True, slots=True)
class Implementation:
    """One plugin's answer to one hook. Calling it passes on only the arguments it asks for."""

    plugin: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    origin: object = field(repr=False)

    def __call__(self, **values: object) -> Any:
        return self.function(*(values[name] for name in self.arguments))


class Manager(pluggy.PluginManager):
    """Knows the hooks of both families. Plugins are added whole or not at all."""

    def __init__(self) -> None:
        super().__init__(PROJECT)
        self.add_hookspecs(BackendHooks)
        self.add_hookspecs(PlatformHooks)
        self._callers: dict[tuple[str, str], Callable[..., Any]] = {}

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        """Look at functions only: older versions of pluggy evaluate a plugin's properties here."""
        static = inspect.getattr_static(plugin, name, None)
        if not (inspect.isfunction(static) or isinstance(static, staticmethod | classmethod)):
            return None
        return super().parse_hookimpl_opts(plugin, name)

    def add(self, plugin: object, name: str) -> None:
        """Register a plugin and look for hooks nobody declares; raises `PluginRaised` and leaves no trace then."""
        try:
            guarded(lambda: self._register_and_check(plugin, name))
        except PluginRaised:
            self.drop(plugin, name)
            raise

    def drop(self, plugin: object, name: str) -> None:
        """Forget a plugin, also one that was registered only halfway."""
        if self.get_plugin(name) is plugin:
            self.unregister(plugin, name)

    def _register_and_check(self, plugin: object, name: str) -> None:
        hash(plugin)  # needed by subset callers, and better found here than at the first call
        self.register(plugin, name)
        # Everything registered before was checked in its turn, so what is pending now belongs to this one.
        self.check_pending()

    def caller(self, backend: str, hook: str, others: frozenset[str]) -> Callable[..., Any]:
        """Call `hook` on this backend alone, with all wrappers around it. `others` are the other backends' names."""
        key = (backend, hook)
        if key not in self._callers:
            remove = [self.get_plugin(name) for name in sorted(others - {backend})]
            self._callers[key] = self.subset_hook_caller(hook, [plugin for plugin in remove if plugin is not None])
        return self._callers[key]

    def implementations(self, hook: str) -> Iterator[Implementation]:
        """Those of a platform hook, in pluggy's order: `tryfirst` first, then the last registered."""
        for found in reversed(getattr(self.hook, hook).get_hookimpls()):
            yield Implementation(found.plugin_name, found.function, tuple(found.argnames), found.plugin)

    def functions(self, hook: str) -> dict[str, list[Callable[..., Any]]]:
        """Every function that stands in a call of this hook, by plugin."""
        found: dict[str, list[Callable[..., Any]]] = {}
        for implementation in self.implementations(hook):
            found.setdefault(implementation.plugin, []).append(implementation.function)
        return found
