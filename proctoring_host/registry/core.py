"""The registry: what is installed, configured and at work, and what is not and why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Self

from proctoring_host.backend import Services
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import Failure
from proctoring_host.errors import BackendUnavailable
from proctoring_host.registry.building import Built
from proctoring_host.registry.discovery import GROUPS, Candidate, discover, sort_out
from proctoring_host.registry.handles import BackendHandle, PluginInfo
from proctoring_host.registry.legacy import names_of_older, with_legacy
from proctoring_host.registry.listing import list_plugins
from proctoring_host.registry.loading import Loader, unknown
from proctoring_host.registry.manager import Manager
from proctoring_host.registry.services import make_services


class Registry:
    """Made once for each process by `get_registry`, or by tests with `load`; safe to share between threads."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._names = frozenset(loader.backends)

    @classmethod
    def load(
        cls,
        settings: ProctoringSettings,
        *,
        installed: Iterable[Candidate] | None = None,
        services: Callable[[], Services] = make_services,
    ) -> Self:
        """Load every plugin there is; never raises because of one.

        `installed` stands in for the entry points of this Python, for tests:
        `Registry.load(settings, installed=[Candidate.backend("fake", FakeBackend)])`.
        """
        given = None if installed is None else list(installed)
        found = discover() if given is None else sort_out(each for each in given if each.group in GROUPS)
        if settings.allow_legacy_backends:
            found = with_legacy(found, given)
        else:
            found = replace(found, older=partial(names_of_older, given))
        loader = Loader(settings, found, services)
        loader.load()
        return cls(loader)

    @property
    def default_backend(self) -> str | None:
        """The configured name of the default, whether or not it is available."""
        return self._loader.settings.default_backend

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Each distinct failure once, the oldest first."""
        return self._loader.failures.all()

    @property
    def manager(self) -> Manager:
        """pluggy's manager, for `calls` and `broadcasts`."""
        return self._loader.manager

    def backend(self, name: str) -> BackendHandle:
        """The backend of this configured name, else an unavailable stand-in; never another backend."""
        loaded = self._loader.backends.get(name)
        return loaded.handle if loaded else unknown(name)

    def backends(self) -> tuple[BackendHandle, ...]:
        """All that are configured, available or not, in the order of the settings."""
        return tuple(loaded.handle for loaded in self._loader.backends.values())

    def is_backend(self, name: str) -> bool:
        """Whether a plugin of the manager is a backend."""
        return name in self._names

    def built(self, name: str) -> Built:
        """The backend at work; raises `BackendUnavailable` for a stand-in."""
        loaded = self._loader.backends.get(name)
        if loaded is None or loaded.built is None:
            failure = self.backend(name).failure
            stage = f" ({failure.stage})" if failure else ""
            detail = f"The proctoring backend {name} is not available{stage}. Its operator has to correct that first."
            raise BackendUnavailable(detail, backend=name)
        return loaded.built

    def caller(self, name: str, hook: str) -> Callable[..., object]:
        """The hook of this one backend, within the wrappers of platform plugins."""
        return self.manager.caller(name, hook, self._names)

    def distribution_of(self, plugin: str) -> str:
        """Where a plugin of the manager came from."""
        if plugin in self._loader.platform:
            return self._loader.platform[plugin][0].origin
        return self.backend(plugin).distribution

    def note_failure(self, failure: Failure, *, error: BaseException | None = None, reference: str = "") -> Failure:
        """Log it, keep it, tell the plugins that ask for `plugin_failed`."""
        return self._loader.failures.note(failure, error=error, reference=reference)

    def plugins(self) -> tuple[PluginInfo, ...]:
        """Everything installed. Imports the backends that are not configured, too, to say whether they would do."""
        return tuple(list_plugins(self._loader))
