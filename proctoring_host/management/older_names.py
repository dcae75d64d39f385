"""Commands under the names that operators know from edx-proctoring, where that is not installed.

Everything of ours is a subcommand of `proctoring`; these five are there for schedules and runbooks that have the older
names. Where edx-proctoring is installed as well its own commands run, in whichever order the apps stand: each package
keeps to its own tables.
"""

import sys
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from proctoring_host.management.places import refuse_elsewhere
from proctoring_host.management.running import run

REFERENCE = "edx_proctoring"


def command(name: str) -> type[BaseCommand]:
    """The class that a module of this name in `management/commands` calls `Command`."""
    if apps.is_installed(REFERENCE):
        theirs: type[BaseCommand] = import_module(f"{REFERENCE}.management.commands.{name}").Command
        return theirs
    return _ours(name)


def _ours(name: str) -> type[BaseCommand]:
    subcommand = import_module(f"proctoring_host.management.subcommands.{name}")

    class Command(BaseCommand):
        help = f"{subcommand.HELP} The same as `proctoring {name.replace('_', '-')}`."

        def add_arguments(self, parser: CommandParser) -> None:
            subcommand.add_arguments(parser)

        def handle(self, *args: Any, **options: Any) -> None:
            refuse_elsewhere(name.replace("_", "-"))
            if code := run(lambda: int(subcommand.handle(options, self.stdout))):
                sys.exit(code)

    return Command
