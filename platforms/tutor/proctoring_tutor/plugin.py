"""The plugin as Tutor loads it: configuration, patches of the environment, jobs.

Each file of `patches` bears the name of the patch it goes into. Keys of the configuration begin with PROCTORING_;
the README has a table of what they mean.
"""

import shlex
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import click
from tutor import hooks

HOST = "proctoring-host>=0.1,<1"
DEFAULTS: dict[str, Any] = {
    "HOST_REQUIREMENT": HOST,
    "BACKEND_REQUIREMENTS": [],
    "SPECIAL_EXAMS": True,
    "BACKENDS": {},
    "SETTINGS": {},
    "TAKE_OVER_ADDRESSES": False,
    "USER_OBFUSCATION_KEY": "",
    "RUN_WORKER": True,
    "WORKER_INTERVAL": 5,
}
# Made once and kept in Tutor's config.yml: another value would cut off whoever relies on the first.
UNIQUE = {
    "ACCESS_TOKEN_KEY": "{{ 2048|rsa_private_key }}",
    "METRICS_TOKEN": "{{ 32|random_string }}",
}


def patches() -> Iterator[tuple[str, str]]:
    """Name and content of each patch."""
    for patch in files("proctoring_tutor").joinpath("patches").iterdir():
        yield patch.name, patch.read_text(encoding="utf-8")


@click.command(
    name="proctoring",
    help="Run a command of proctoring in the LMS, such as `doctor --live` or `effects list`.",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def job(arguments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """`--help` goes to the command, too: it tells which there are."""
    yield "lms", f"./manage.py lms proctoring {shlex.join(arguments)}".rstrip()


hooks.Filters.CONFIG_DEFAULTS.add_items([(f"PROCTORING_{key}", value) for key, value in DEFAULTS.items()])
hooks.Filters.CONFIG_UNIQUE.add_items([(f"PROCTORING_{key}", value) for key, value in UNIQUE.items()])
hooks.Filters.ENV_PATCHES.add_items(list(patches()))
# The initialisation of the LMS migrates all apps. A platform that runs already needs only this one:
# `tutor local do init --limit=proctoring`.
hooks.Filters.CLI_DO_INIT_TASKS.add_item(("lms", "./manage.py lms migrate proctoring"))
hooks.Filters.CLI_DO_COMMANDS.add_item(job)
# A checkout of the host that `tutor mounts add` names is installed in place of the released one.
hooks.Filters.MOUNTED_DIRECTORIES.add_item(("openedx", r"proctoring-(kit|host)"))
