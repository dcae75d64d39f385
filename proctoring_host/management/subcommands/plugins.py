"""`proctoring plugins`: what is installed, what of it is at work, and what is not and why."""

import contextlib
import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from proctoring_host import conf
from proctoring_host.conf import SettingProblem
from proctoring_host.data import Failure
from proctoring_host.errors import BackendError
from proctoring_host.management.doctor.templates import of_emails
from proctoring_host.registry import ConfiguredBackend, PluginInfo, Registry, calls, get_registry
from proctoring_host.registry.guard import PluginRaised, guarded

HELP = "List plugins with their versions, hooks, options and failures."


def add_arguments(parser: CommandParser) -> None:
    """Options of this subcommand."""
    parser.add_argument("--strict", action="store_true", help="Exit with 1 when anything is wrong.")
    parser.add_argument("--json", action="store_true", help="Write JSON instead of text.")


def handle(options: Mapping[str, Any], stdout: OutputWrapper) -> int:
    """List everything; secrets are masked in both forms. With `--strict` 1 means that something is wrong."""
    registry = get_registry()
    _try_out(registry)
    plugins = registry.plugins()
    problems = _problems(registry, conf.get().problems)
    if options["json"]:
        stdout.write(json.dumps(_as_json(registry, plugins, problems), indent=2, sort_keys=True, default=str))
    else:
        for line in _as_text(registry, plugins, problems):
            stdout.write(line)
    return 1 if options["strict"] and (registry.failures or problems) else 0


def _try_out(registry: Registry) -> None:
    """Ask each backend for its findings and render each email: what fails only when it is used fails here, too."""
    for backend in registry.backends():
        if backend.available:
            with contextlib.suppress(BackendError):
                calls.check(backend.name)
    # A platform may know no sample course; then there is nothing to be said of the templates.
    with contextlib.suppress(PluginRaised):
        guarded(lambda: list(of_emails()))


def _problems(registry: Registry, problems: Iterable[SettingProblem]) -> tuple[SettingProblem, ...]:
    """Those about backends, unless a failure says the same."""
    said = {failure.error for failure in registry.failures}
    return tuple(
        problem for problem in problems if problem.path.startswith("PROCTORING_BACKENDS") and problem.text not in said
    )


def _as_json(registry: Registry, plugins: Iterable[PluginInfo], problems: Iterable[SettingProblem]) -> dict[str, Any]:
    return {
        "default": registry.default_backend,
        "plugins": [dataclasses.asdict(plugin) for plugin in plugins],
        "failures": [dataclasses.asdict(failure) for failure in registry.failures],
        "problems": [dataclasses.asdict(problem) for problem in problems],
    }


def _as_text(registry: Registry, plugins: Iterable[PluginInfo], problems: tuple[SettingProblem, ...]) -> Iterator[str]:
    yield f"Default backend: {registry.default_backend or 'none'}"
    for plugin in plugins:
        yield ""
        yield from _plugin(plugin)
    for problem in problems:
        yield ""
        yield f"PROBLEM {problem.text}"
        yield from _hint(problem.hint, "  ")
    count = len(registry.failures) + len(problems)
    yield ""
    yield "Everything works." if not count else f"Failures: {count}"


def _plugin(plugin: PluginInfo) -> Iterator[str]:
    origin = f"{plugin.distribution} {plugin.version}".strip() or "not installed"
    family = "plugin" if plugin.family == "unknown" else f"{plugin.family} plugin"
    yield f"{plugin.name}: {family} of {origin}" if plugin.distribution else f"{plugin.name}: {origin}"
    if plugin.hooks:
        yield f"  hooks: {', '.join(plugin.hooks)}"
    if plugin.wraps:
        yield f"  wraps: {', '.join(plugin.wraps)}"
    if plugin.family == "backend" and not plugin.configured:
        yield "  not configured"
    for backend in plugin.configured:
        yield from _configured(backend)
    for failure in plugin.failures:
        yield from _failure(failure)


def _configured(backend: ConfiguredBackend) -> Iterator[str]:
    yield f"  configured as {backend.name}: {'available' if backend.available else 'NOT AVAILABLE'}"
    if backend.capabilities:
        yield f"    capabilities: {', '.join(backend.capabilities)}"
    for key, value in sorted(backend.options.items()):
        yield f"    {key} = {json.dumps(value, ensure_ascii=False, default=str)}"
    for note in backend.notes:
        yield f"    note: {note}"


def _failure(failure: Failure) -> Iterator[str]:
    yield f"  FAILED at {failure.stage} ({failure.plugin}): {failure.error}"
    yield from _hint(failure.hint, "    ")


def _hint(hint: str, indent: str) -> Iterator[str]:
    if hint:
        yield f"{indent}hint: {hint}"
