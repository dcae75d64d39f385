"""Loading: every plugin, one by one, so that none can keep another or the site from starting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from proctoring_host.backend import Backend, Capability, Services
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import Failure, Stage
from proctoring_host.registry.building import (
    BackendClass,
    Built,
    Refused,
    build,
    failure_of,
    find,
    import_backend,
    import_plugin,
    refuse_hooks,
    register,
)
from proctoring_host.registry.discovery import PLUGINS, Candidate, Discovered
from proctoring_host.registry.failures import FailureLog
from proctoring_host.registry.handles import BackendHandle
from proctoring_host.registry.hooks import HookReport, inspect_platform_plugin
from proctoring_host.registry.manager import Manager
from proctoring_host.registry.options import ENTRY_POINT_KEY, common_options, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedBackend:
    """A configured name: `built` is None for a stand-in, and `handle` then says why."""

    handle: BackendHandle
    built: Built | None = None


class Loader:
    """Holds what was loaded. `load` is called once; `class_of` may be called later, for listings."""

    def __init__(self, settings: ProctoringSettings, discovered: Discovered, services: Callable[[], Services]) -> None:
        self.settings = settings
        self.discovered = discovered
        self.manager = Manager()
        self.failures = FailureLog(self.manager, frozenset(settings.backends))
        self.backends: dict[str, LoadedBackend] = {}
        self.platform: dict[str, tuple[Candidate, HookReport]] = {}
        self._services = services
        self._classes: dict[str, BackendClass | Failure] = {}

    def load(self) -> None:
        """Platform plugins come first, so that they hear of the backends; only what is configured is imported."""
        for failure in (*self.discovered.broken, *self.discovered.refused.values()):
            self.failures.note(failure)
        for candidate in self.discovered.of_group(PLUGINS):
            self._load_platform_plugin(candidate)
        for name, raw in self.settings.backends.items():
            self.backends[name] = self._load_backend(name, raw)

    def class_of(self, candidate: Candidate) -> BackendClass:
        """Import a backend at most once; raises `Refused` each time where that failed."""
        if candidate.name not in self._classes:
            try:
                self._classes[candidate.name] = import_backend(candidate)
            except Refused as refused:
                self._classes[candidate.name] = self.failures.note(refused.failure, error=refused.error)
        known = self._classes[candidate.name]
        if isinstance(known, Failure):
            raise Refused(known)
        return known

    def name_of_platform_plugin(self, candidate: Candidate) -> str:
        """Its own name, or a longer one where a backend is configured under that."""
        return candidate.name if candidate.name not in self.settings.backends else f"{PLUGINS}:{candidate.name}"

    def _load_platform_plugin(self, candidate: Candidate) -> None:
        name = self.name_of_platform_plugin(candidate)
        try:
            plugin = import_plugin(candidate)
            _refuse_class(candidate, plugin, name)
            report = inspect_platform_plugin(plugin)
            refuse_hooks(candidate, report.problems, plugin=name)
            register(self.manager, candidate, plugin, name)
        except Refused as refused:
            self.failures.note(refused.failure, error=refused.error)
            return
        self.platform[name] = (candidate, report)
        self.failures.tell_earlier(name)

    def _load_backend(self, name: str, raw: Mapping[str, Any]) -> LoadedBackend:
        source: BackendClass | None = None
        try:
            self._refuse_bad_entry(name, raw)
            source = self.class_of(find(self.discovered, name, str(raw.get(ENTRY_POINT_KEY, name))))
            built = build(source, name, raw, self._services())
            register(self.manager, source.candidate, built.instance, name)
        except Refused as refused:
            self.failures.note(refused.failure, error=refused.error)
            return LoadedBackend(handle=_stand_in(name, raw, source, refused.failure))
        self.failures.tell_earlier(name)
        return LoadedBackend(handle=_handle(name, source, built), built=built)

    def _refuse_bad_entry(self, name: str, raw: Mapping[str, Any]) -> None:
        """What `conf` could not read it has replaced by nothing, and nothing is not what was configured."""
        problem = next((found for found in self.settings.problems if found.path == path_of(name)), None)
        error, hint = (problem.text, problem.hint) if problem else ("", "")
        if not isinstance(raw.get(ENTRY_POINT_KEY, name), str):
            error = f"{path_of(name, ENTRY_POINT_KEY)} must be text."
            hint = "It is the name of an installed backend."
        if error:
            raise Refused(Failure(plugin=name, distribution="", stage=Stage.OPTIONS, error=error, hint=hint))


def _refuse_class(candidate: Candidate, plugin: object, name: str) -> None:
    if plugin is None or isinstance(plugin, type):
        error = f"The entry point names {'nothing' if plugin is None else 'a class'}, not a module."
        hint = "Name the module that holds the hooks."
        raise Refused(failure_of(candidate, Stage.REGISTER, error, hint, plugin=name))


def _handle(name: str, source: BackendClass, built: Built) -> BackendHandle:
    options = built.read.options
    return BackendHandle(
        name=name,
        verbose_name=built.verbose_name,
        available=True,
        capabilities=built.capabilities,
        ping_interval=options.ping_interval,
        tech_support_email=options.tech_support_email,
        tech_support_phone=options.tech_support_phone,
        learner_notification_from_email=options.learner_notification_from_email,
        integration_specific_email=options.integration_specific_email,
        help_center_article_url=options.help_center_article_url,
        passing_statuses=options.passing_statuses,
        link_urls=options.link_urls,
        entry_point=source.candidate.name,
        distribution=source.candidate.origin,
    )


def _stand_in(name: str, raw: Mapping[str, Any], source: BackendClass | None, failure: Failure) -> BackendHandle:
    """What can be read is kept: an onboarding exam must not become a practice exam because a key is missing."""
    cls: type[Backend[Any]] = source.cls if source else Backend
    common = common_options(raw)
    onboards = {Capability.ONBOARDING} if raw.get("supports_onboarding") is True else frozenset()
    return BackendHandle(
        name=name,
        verbose_name=common.pop("verbose_name", "") or cls.default_verbose_name or name,
        available=False,
        failure=failure,
        capabilities=cls.capabilities | onboards,
        entry_point=str(raw.get(ENTRY_POINT_KEY, name)),
        distribution=source.candidate.origin if source else failure.distribution,
        **common,
    )


def unknown(name: str) -> BackendHandle:
    """The stand-in for a name that stands on an exam and is not, or no longer, configured."""
    failure = Failure(
        plugin=name,
        distribution="",
        stage=Stage.DISCOVER,
        error=f"{path_of(name)} does not exist.",
        hint="Configure it, or move the exams that name it to another backend.",
    )
    return BackendHandle(name=name, verbose_name=name, available=False, failure=failure)
