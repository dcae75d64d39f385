"""Which hooks a plugin implements, and everything that is wrong with the way it does."""

import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any

from proctoring_host.backend import Capability
from proctoring_host.hookspecs import PROJECT, REQUIRED_HOOKS, BackendHooks, PlatformHooks

MARK = f"{PROJECT}_impl"
HOOK_OF_CAPABILITY: Mapping[Capability, str] = MappingProxyType(
    {
        Capability.EXAMS: "register_exam",
        Capability.BACKFILL: "fetch_reviews",
        Capability.VIDEO: "video_url",
        Capability.DASHBOARD: "dashboard_url",
        Capability.ONBOARDING_PROFILES: "onboarding_profiles",
        Capability.RETIREMENT: "retire_learner",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookSpec:
    """One hook of `proctoring_host.hookspecs`."""

    name: str
    addressed: bool
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HookProblem:
    text: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HookReport:
    """`implemented` answers hooks, `wrapped` stands around the answers of backends."""

    implemented: frozenset[str] = frozenset()
    wrapped: frozenset[str] = frozenset()
    problems: tuple[HookProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Method:
    """A method of a plugin that is marked as a hook, or is named like one. `options` is None where not marked."""

    attribute: str
    hook: str
    function: Callable[..., Any] = field(repr=False)
    skip_first: bool
    options: Mapping[str, Any] | None


@cache
def hook_specs() -> Mapping[str, HookSpec]:
    """All hooks by name, in the order in which they fire."""
    specs = {}
    for family in (BackendHooks, PlatformHooks):
        for name, function in vars(family).items():
            if hasattr(function, f"{PROJECT}_spec"):
                arguments = tuple(inspect.signature(function).parameters)[1:]
                specs[name] = HookSpec(name=name, addressed=family is BackendHooks, arguments=arguments)
    return MappingProxyType(specs)


def inspect_backend(cls: type) -> HookReport:
    """Look at a backend's class without making an instance."""
    methods = list(_methods(cls))
    report = _report(methods, is_backend=True)
    missing = tuple(
        HookProblem(text=f"The required hook {name} is missing.", hint=f"Implement {name} with @hookimpl.")
        for name in sorted(REQUIRED_HOOKS - {method.hook for method in methods})
    )
    return HookReport(implemented=report.implemented, problems=(*report.problems, *missing))


def inspect_platform_plugin(plugin: object) -> HookReport:
    """Look at a module, or at an object with methods."""
    return _report(list(_methods(plugin)), is_backend=False)


def missing_for(capabilities: frozenset[Capability], implemented: frozenset[str]) -> tuple[HookProblem, ...]:
    """A capability is a promise: each hook that stands behind one has to be there."""
    return tuple(
        HookProblem(
            text=f"The capability {capability} is declared, and its hook {HOOK_OF_CAPABILITY[capability]} is missing.",
            hint="Implement the hook or leave out the capability.",
        )
        for capability in sorted(capabilities & set(HOOK_OF_CAPABILITY))
        if HOOK_OF_CAPABILITY[capability] not in implemented
    )


def _report(methods: list[_Method], *, is_backend: bool) -> HookReport:
    marked = [method for method in methods if method.options is not None]
    known = [method for method in marked if method.hook in hook_specs()]
    wrapping = {method.hook for method in known if _wraps(method)}
    return HookReport(
        implemented=frozenset(method.hook for method in known if not _wraps(method)),
        wrapped=frozenset(wrapping),
        problems=tuple(problem for method in methods for problem in _problems(method, is_backend=is_backend)),
    )


def _methods(plugin: object) -> Iterator[_Method]:
    """Marked functions, and unmarked ones that are named like a hook. Properties are not evaluated."""
    for attribute in dir(plugin):
        static = inspect.getattr_static(plugin, attribute, None)
        function = static.__func__ if isinstance(static, staticmethod | classmethod) else static
        if not inspect.isfunction(function):
            continue
        options = getattr(static, MARK, None) or getattr(function, MARK, None)
        if options is None and not _looks_like_a_hook(plugin, attribute, function):
            continue
        yield _Method(
            attribute=attribute,
            hook=(options or {}).get("specname") or attribute,
            function=function,
            skip_first=_takes_self(plugin, static),
            options=options,
        )


def _takes_self(plugin: object, static: object) -> bool:
    return not isinstance(plugin, ModuleType) and not isinstance(static, staticmethod)


def _looks_like_a_hook(plugin: object, attribute: str, function: Callable[..., Any]) -> bool:
    """A module may import a helper that happens to be called `check`; its own functions are meant as hooks."""
    if attribute not in hook_specs():
        return False
    if isinstance(plugin, ModuleType):
        return function.__module__.split(".")[0] == plugin.__name__.split(".")[0]
    return True


def _wraps(method: _Method) -> bool:
    options = method.options or {}
    return bool(options.get("wrapper") or options.get("hookwrapper"))


def _problems(method: _Method, *, is_backend: bool) -> Iterator[HookProblem]:
    if method.options is None:
        yield HookProblem(
            text=f"{method.attribute} is named like a hook but is not marked as one, so it is never called.",
            hint=f"Put @hookimpl above {method.attribute}, or rename it.",
        )
    elif method.hook not in hook_specs():
        # `optionalhook` is pluggy's word for "of a newer host, perhaps"
        if not method.options.get("optionalhook"):
            yield _unknown(method)
    else:
        yield from _wrong_family(method, is_backend=is_backend)
        yield from _wrong_arguments(method, hook_specs()[method.hook])


def _unknown(method: _Method) -> HookProblem:
    near = difflib.get_close_matches(method.hook, hook_specs(), n=1)
    hint = f"Did you mean {near[0]}?" if near else f"The hooks are: {', '.join(hook_specs())}."
    return HookProblem(text=f"{method.hook} is not a hook.", hint=hint)


def _wrong_family(method: _Method, *, is_backend: bool) -> Iterator[HookProblem]:
    addressed = hook_specs()[method.hook].addressed
    options = method.options or {}
    if options.get("hookwrapper"):
        yield HookProblem(text=f"{method.hook} is an old-style hook wrapper.", hint="Use @hookimpl(wrapper=True).")
    elif _wraps(method) and (is_backend or not addressed):
        yield HookProblem(
            text=f"{method.hook} is a wrapper, where there is nothing to wrap.",
            hint="Only platform plugins wrap, and only hooks of backends. Implement the hook itself.",
        )
    elif addressed and not is_backend and not _wraps(method):
        yield HookProblem(
            text=f"{method.hook} is a hook of backends: a platform plugin would answer in a vendor's place.",
            hint="Use @hookimpl(wrapper=True), or write a backend.",
        )


def _wrong_arguments(method: _Method, spec: HookSpec) -> Iterator[HookProblem]:
    if inspect.iscoroutinefunction(method.function) or inspect.isasyncgenfunction(method.function):
        yield HookProblem(text=f"{method.hook} is asynchronous.", hint="Hooks are plain functions: use def.")
    if _wraps(method) and not inspect.isgeneratorfunction(inspect.unwrap(method.function)):
        yield HookProblem(text=f"{method.hook} is a wrapper without a yield.", hint="Write: return (yield)")
    hint = f"The arguments of {spec.name} are: {', '.join(spec.arguments) or 'none'}; leave out what you do not need."
    parameters = list(inspect.signature(method.function).parameters.values())[1 if method.skip_first else 0 :]
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        known, has_default = parameter.name in spec.arguments, parameter.default is not parameter.empty
        if known and (has_default or parameter.kind is parameter.KEYWORD_ONLY):
            text = f"{method.hook} would never be given {parameter.name}: only plain arguments without a default are."
            yield HookProblem(text=text, hint=hint)
        elif not known and not has_default:
            yield HookProblem(text=f"{method.hook} has no argument {parameter.name}.", hint=hint)
