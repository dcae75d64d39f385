"""What `proctoring plugins` shows."""

from collections.abc import Iterator

from proctoring_host.data import Failure
from proctoring_host.registry.building import Refused
from proctoring_host.registry.discovery import BACKENDS, PLUGINS, Candidate
from proctoring_host.registry.handles import ConfiguredBackend, PluginInfo
from proctoring_host.registry.hooks import HookReport, hook_specs
from proctoring_host.registry.loading import LoadedBackend, Loader
from proctoring_host.registry.options import shown_options


def list_plugins(loader: Loader) -> Iterator[PluginInfo]:
    """Backends, then platform plugins, each sorted by name; then what is configured or broken and not installed."""
    listed = [_backend(loader, candidate) for candidate in loader.discovered.of_group(BACKENDS)]
    listed += [_platform(loader, candidate) for candidate in loader.discovered.of_group(PLUGINS)]
    yield from listed
    yield from _left_over(loader, {failure for info in listed for failure in info.failures}, listed)


def _backend(loader: Loader, candidate: Candidate) -> PluginInfo:
    try:
        hooks = loader.class_of(candidate).hooks
    except Refused:
        hooks = HookReport()
    configured = tuple(
        _configured(loaded) for loaded in loader.backends.values() if loaded.handle.entry_point == candidate.name
    )
    names = {candidate.name, *(backend.name for backend in configured)}
    return _info(loader, candidate, "backend", hooks, names=names, configured=configured)


def _platform(loader: Loader, candidate: Candidate) -> PluginInfo:
    name = loader.name_of_platform_plugin(candidate)
    _, hooks = loader.platform.get(name, (candidate, HookReport()))
    return _info(loader, candidate, "platform", hooks, names={name}, configured=())


def _info(
    loader: Loader,
    candidate: Candidate,
    family: str,
    hooks: HookReport,
    *,
    names: set[str],
    configured: tuple[ConfiguredBackend, ...],
) -> PluginInfo:
    return PluginInfo(
        name=candidate.name,
        family=family,
        distribution=candidate.distribution,
        version=candidate.version,
        hooks=tuple(name for name in hook_specs() if name in hooks.implemented),
        wraps=tuple(name for name in hook_specs() if name in hooks.wrapped),
        configured=configured,
        failures=tuple(
            failure
            for failure in loader.failures.all()
            if failure.plugin in names and failure.distribution == candidate.origin
        ),
    )


def _configured(loaded: LoadedBackend) -> ConfiguredBackend:
    read = loaded.built.read if loaded.built else None
    return ConfiguredBackend(
        name=loaded.handle.name,
        available=loaded.handle.available,
        capabilities=tuple(sorted(loaded.handle.capabilities)),
        options=shown_options(read.options) if read else {},
        notes=read.notes if read else (),
    )


def _left_over(loader: Loader, told: set[Failure], listed: list[PluginInfo]) -> Iterator[PluginInfo]:
    """Failures that belong to no installed plugin: a name that is not installed or claimed twice, broken metadata."""
    shown = {backend.name for info in listed for backend in info.configured}
    by_plugin: dict[str, list[Failure]] = {}
    for failure in loader.failures.all():
        if failure not in told:
            by_plugin.setdefault(failure.plugin, []).append(failure)
    for name, failures in by_plugin.items():
        configured = tuple(
            _configured(loaded)
            for loaded in loader.backends.values()
            if loaded.handle.failure in failures and loaded.handle.name not in shown
        )
        distribution = failures[0].distribution
        yield PluginInfo(
            name=name,
            family="unknown",
            distribution=distribution,
            version="",
            configured=configured,
            failures=tuple(failures),
        )
