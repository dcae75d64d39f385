"""Plugins: what the registry noted while it loaded them, and what the backends say of themselves."""

import re
from collections.abc import Iterator

from proctoring_host import conf
from proctoring_host.data import Failure, Stage
from proctoring_host.errors import ProctoringError
from proctoring_host.management import subcommands
from proctoring_host.management.doctor import findings
from proctoring_host.management.doctor.findings import Finding
from proctoring_host.registry import calls, get_registry

EACH_KEY = re.compile(r'(?=PROCTORING_BACKENDS\["[^"]*"\]\[")')
PATH = re.compile(r'PROCTORING_BACKENDS(?:\["[^"]*"\])+')


def of_registry() -> Iterator[Finding]:
    for failure in get_registry().failures:
        if failure.stage == Stage.OPTIONS:
            yield from _of_options(failure)
        elif failure.stage != Stage.RENDER:  # templates are looked at one by one
            yield _of_plugin(failure)
    for broken in subcommands.discover().broken:
        yield findings.error(
            findings.SUBCOMMAND,
            f"The subcommand {broken.name} of {broken.source} cannot be used: {broken.error}.",
            f"Install a version of {broken.source} that fits this host, or uninstall it.",
        )


def of_backends(*, live: bool) -> Iterator[Finding]:
    """With `live` each vendor is called."""
    registry = get_registry()
    for name in conf.get().backends:
        if not registry.backend(name).available:
            continue
        try:
            messages = calls.check(name, live=live)
        except ProctoringError as error:
            text = f"The check of the backend {name} did not come to an end: {error.detail}"
            yield findings.error(findings.LIVE if live else findings.CHECK_FAILED, text, setting=_path(name))
            continue
        for message in messages:
            yield Finding(
                id=message.id,
                level=message.level,
                text=message.text,
                hint=message.hint,
                setting=message.setting or _path(name),
            )


def _of_options(failure: Failure) -> Iterator[Finding]:
    """The registry tells of all keys of a backend in one failure; here each is a finding of its own."""
    for problem in EACH_KEY.split(failure.error):
        if problem.strip():
            path = PATH.match(problem)
            setting = path.group() if path else _path(failure.plugin)
            yield findings.error(findings.OPTIONS, problem.strip(), failure.hint, setting=setting)


def _of_plugin(failure: Failure) -> Finding:
    where = f"{failure.plugin} ({failure.distribution})" if failure.distribution else failure.plugin
    configured = failure.plugin in conf.get().backends
    return findings.error(
        findings.PLUGIN,
        f"{where}, at the stage {failure.stage}: {failure.error}",
        failure.hint,
        setting=_path(failure.plugin) if configured else "",
    )


def _path(name: str) -> str:
    return f'PROCTORING_BACKENDS["{name}"]'
