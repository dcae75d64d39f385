"""Django's system checks. All are warnings: an error would keep an operator from migrating the database.

Each id stands in docs/checks.md and is never used again for something else.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.apps import AppConfig
from django.core import checks

from proctoring_host import conf
from proctoring_host.data import CheckLevel, CheckMessage, Failure, Stage
from proctoring_host.errors import BackendError
from proctoring_host.registry import Registry, calls, get_registry

ID_OF_STAGE: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.DISCOVER: "proctoring.W001",
        Stage.IMPORT: "proctoring.W002",
        Stage.REGISTER: "proctoring.W003",
        Stage.HOOKS: "proctoring.W004",
        Stage.OPTIONS: "proctoring.W005",
        Stage.CREATE: "proctoring.W006",
        Stage.CALL: "proctoring.W007",
        Stage.RENDER: "proctoring.W008",
    }
)
ID_OF_SETTING = "proctoring.W009"
ID_OF_UNNAMED_FINDING = "proctoring.W010"
ID_OF_TEMPLATE = "proctoring.W011"
ID_OF_NOTE = "proctoring.W012"


@checks.register("proctoring")
def check_settings(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Settings of the host that cannot be used as they are, and those that have no effect."""
    settings = conf.get()
    return [
        *(
            checks.Warning(problem.text, hint=problem.hint or None, obj=problem.path, id=ID_OF_SETTING)
            for problem in settings.problems
        ),
        *(checks.Info(note.text, hint=note.hint or None, obj=note.path, id=ID_OF_NOTE) for note in settings.notes),
    ]


@checks.register("proctoring")
def check_plugins(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Plugins that failed at any stage, and what the backends say about themselves."""
    registry = get_registry()
    # The backends are asked first: one that fails at it is among the failures then.
    findings = list(_findings(registry))
    return [*(_of_failure(failure) for failure in registry.failures), *findings]


@checks.register("proctoring")
def check_emails(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Overrides of emails that cannot be sent, or that would show learners something broken. Renders nothing."""
    # A process that serves requests runs no checks, and need not load what reads templates before its first answer.
    from proctoring_host.mail.lint.findings import Severity  # noqa: PLC0415
    from proctoring_host.mail.lint.run import lint_site  # noqa: PLC0415

    return [
        checks.Warning(
            f"Line {finding.line}: {finding.message}", hint=finding.hint or None, obj=finding.file, id=ID_OF_TEMPLATE
        )
        for finding in lint_site(render=False)
        if finding.severity is Severity.ERROR
    ]


def _of_failure(failure: Failure) -> checks.CheckMessage:
    source = f"{failure.plugin} ({failure.distribution})" if failure.distribution else failure.plugin
    return checks.Warning(failure.error, hint=failure.hint or None, obj=source, id=ID_OF_STAGE[failure.stage])


def _findings(registry: Registry) -> Iterator[checks.CheckMessage]:
    for backend in registry.backends():
        if not backend.available:
            continue
        try:
            messages = calls.check(backend.name)
        except BackendError:
            continue
        yield from (_of_finding(backend.name, message) for message in messages)


def _of_finding(backend: str, message: CheckMessage) -> checks.CheckMessage:
    kind = checks.Info if message.level is CheckLevel.INFO else checks.Warning
    source = message.setting or backend
    return kind(message.text, hint=message.hint or None, obj=source, id=message.id or ID_OF_UNNAMED_FINDING)
