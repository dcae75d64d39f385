"""A system check that repeats at every start what is wrong with the configuration files and the environment."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from proctoring_host.standalone import environment, sources
from proctoring_host.standalone.config_files import FileProblem

FILE_UNUSABLE = "proctoring_standalone.W001"
SETTING_UNUSABLE = "proctoring_standalone.W002"


def problems() -> tuple[FileProblem, ...]:
    """Everything about files and environment that the settings had to do without."""
    found = sources.read()
    environment.database(found.env, found.data)
    environment.mail(found.env, found.data)
    found.env.switch("DEBUG")
    return (*found.problems, *found.env.problems)


@register()
def check_configuration(**_: Any) -> list[CheckMessage]:
    """Warnings, because an error would keep `migrate` from running."""
    return [
        Warning(
            f"{problem.place}: {problem.text}",
            hint=problem.hint or None,
            obj=problem.setting or problem.file,
            id=SETTING_UNUSABLE if problem.setting else FILE_UNUSABLE,
        )
        for problem in problems()
    ]
