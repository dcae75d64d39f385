"""From an installed class and a dictionary of options to a backend at work, or to the reason why there is none."""

import difflib
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pluggy

from proctoring_host.backend import Backend, BackendOptions, Capability, Services
from proctoring_host.data import Failure, Stage
from proctoring_host.errors import OptionsInvalid
from proctoring_host.registry.discovery import BACKENDS, Candidate, Discovered
from proctoring_host.registry.guard import PluginRaised, describe, guarded, texts_in
from proctoring_host.registry.hooks import HookProblem, HookReport, inspect_backend, missing_for
from proctoring_host.registry.manager import Manager
from proctoring_host.registry.options import ENTRY_POINT_KEY, Read, path_of, read_options


class Refused(Exception):
    """Ends the building of a plugin; carries the record, and the exception behind it for the log."""

    def __init__(self, failure: Failure, error: BaseException | None = None) -> None:
        super().__init__(failure.error)
        self.failure = failure
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendClass:
    """A backend that was imported and looked at."""

    candidate: Candidate
    cls: type[Backend[Any]]
    hooks: HookReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A backend at work under one configured name."""

    instance: Backend[Any]
    capabilities: frozenset[Capability]
    hooks: frozenset[str]
    read: Read
    verbose_name: str
    secrets: tuple[str, ...] = field(default=(), repr=False)


def find(discovered: Discovered, name: str, entry_point: str) -> Candidate:
    """The one installed backend of this entry-point name; `name` is what asks for it."""
    key = (BACKENDS, entry_point)
    if key in discovered.candidates:
        return discovered.candidates[key]
    if key in discovered.refused:
        raise Refused(discovered.refused[key])
    raise Refused(
        Failure(
            plugin=name,
            distribution="",
            stage=Stage.DISCOVER,
            error=f'{path_of(name)} needs the backend "{entry_point}", and no installed distribution brings it.',
            hint=_not_installed(discovered, entry_point),
        )
    )


def _not_installed(discovered: Discovered, entry_point: str) -> str:
    if entry_point in discovered.older():
        return (
            "A class of the older interface has this name: "
            'set PROCTORING_SETTINGS["ALLOW_LEGACY_BACKENDS"] to true, or install a backend of this name.'
        )
    installed = [candidate.name for candidate in discovered.of_group(BACKENDS)]
    near = difflib.get_close_matches(entry_point, installed, n=1)
    if near:
        return f'Did you mean "{near[0]}"? A name of your own needs the key "{ENTRY_POINT_KEY}".'
    return f"Install the plugin. Installed backends: {', '.join(installed) or 'none'}."


def import_backend(candidate: Candidate) -> BackendClass:
    """Import a backend's class and look at its hooks; makes no instance."""
    loaded = import_plugin(candidate)
    problem = _not_a_backend(loaded)
    if problem:
        raise Refused(failure_of(candidate, Stage.REGISTER, problem, "Derive it from proctoring_host.Backend."))
    assert isinstance(loaded, type)  # noqa: S101  for mypy: checked above
    hooks = inspect_backend(loaded)
    refuse_hooks(candidate, hooks.problems)
    return BackendClass(candidate=candidate, cls=loaded, hooks=hooks)


def import_plugin(candidate: Candidate) -> object:
    """Import whatever the entry point names."""
    try:
        return guarded(candidate.load)
    except PluginRaised as raised:
        error = f"{candidate.target} cannot be imported: {describe(raised.error, values=True)}."
        hint = f"Install versions that fit together, or uninstall {candidate.distribution}."
        raise Refused(failure_of(candidate, Stage.IMPORT, error, hint), raised.error) from None


def refuse_hooks(candidate: Candidate, problems: Iterable[HookProblem], *, plugin: str = "") -> None:
    """All problems with the hooks of one plugin make one record."""
    found = tuple(problems)
    if found:
        error = " ".join(problem.text for problem in found)
        hint = " ".join(dict.fromkeys(problem.hint for problem in found))
        raise Refused(failure_of(candidate, Stage.HOOKS, error, hint, plugin=plugin))


def failure_of(candidate: Candidate, stage: Stage, error: str, hint: str, *, plugin: str = "") -> Failure:
    """A record about an installed plugin; `plugin` is the configured name where there is one."""
    name = plugin or candidate.name
    return Failure(plugin=name, distribution=candidate.origin, stage=stage, error=error, hint=hint)


def build(source: BackendClass, name: str, raw: Mapping[str, Any], services: Services) -> Built:
    """Options, capabilities, instance: each guarded, each with its own stage."""
    secrets = tuple(texts_in(raw))
    read = _options(source, name, raw, secrets)
    try:
        capabilities, instance, verbose_name = guarded(lambda: _create(source.cls, name, read.options, services))
    except PluginRaised as raised:
        error = f"The backend cannot be made: {describe(raised.error, secrets=secrets)}."
        hint = f"Look at {path_of(name)}, then at the plugin's documentation."
        failure = failure_of(source.candidate, Stage.CREATE, error, hint, plugin=name)
        raise Refused(failure, raised.error) from None
    refuse_hooks(source.candidate, missing_for(capabilities, source.hooks.implemented), plugin=name)
    return Built(
        instance=instance,
        capabilities=capabilities,
        hooks=source.hooks.implemented,
        read=read,
        verbose_name=verbose_name,
        secrets=secrets,
    )


def register(manager: Manager, candidate: Candidate, plugin: object, name: str) -> None:
    """Hand a plugin to pluggy, which may have its own reasons to refuse it."""
    try:
        manager.add(plugin, name)
    except PluginRaised as raised:
        is_about_hooks = isinstance(raised.error, pluggy.PluginValidationError)
        stage = Stage.HOOKS if is_about_hooks else Stage.REGISTER
        error = f"The plugin cannot be registered: {describe(raised.error)}."
        failure = failure_of(candidate, stage, error, "This is a fault of the plugin: tell its makers.", plugin=name)
        raise Refused(failure, raised.error) from None


def _options(source: BackendClass, name: str, raw: Mapping[str, Any], secrets: tuple[str, ...]) -> Read:
    try:
        return guarded(lambda: read_options(name, source.cls.Options, raw))
    except PluginRaised as raised:
        invalid = raised.error if isinstance(raised.error, OptionsInvalid) else None
        error = (
            " ".join(invalid.problems)
            if invalid
            else f"{path_of(name)} cannot be read: {describe(raised.error, secrets=secrets)}."
        )
        failure = failure_of(source.candidate, Stage.OPTIONS, error, f"Correct {path_of(name)}.", plugin=name)
        raise Refused(failure, None if invalid else raised.error) from None


def _create(
    cls: type[Backend[Any]], name: str, options: BackendOptions, services: Services
) -> tuple[frozenset[Capability], Backend[Any], str]:
    capabilities = frozenset(Capability(capability) for capability in cls.capabilities_for(options))
    instance = cls(name, options, services)
    return capabilities, instance, str(instance.verbose_name)


def _not_a_backend(loaded: object) -> str:
    if not inspect.isclass(loaded):
        return f"The entry point names {type(loaded).__name__}, not a class."
    if not issubclass(loaded, Backend):
        return f"{loaded.__name__} is not a Backend."
    options = getattr(loaded, "Options", None)
    if not (inspect.isclass(options) and issubclass(options, BackendOptions)):
        return f"{loaded.__name__}.Options is not a class derived from BackendOptions."
    # Python lets only frozen dataclasses derive from frozen ones. A subclass without the decorator inherits the
    # parameters of its base, but none of its own fields would be known.
    if "__dataclass_params__" not in vars(options):
        return f"{loaded.__name__}.Options is not a dataclass of its own."
    return ""
