"""The one management command of the host; everything it does is a subcommand."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from proctoring_host.management.places import refuse_elsewhere
from proctoring_host.management.running import run
from proctoring_host.management.subcommands import Subcommands, discover, report_broken


class Command(BaseCommand):
    """`manage.py proctoring <subcommand>`; the console script `proctoring` takes the subcommand directly."""

    help = "Everything an operator of proctoring runs: doctor, worker, plugins and more."
    # `doctor` has to run where a check fails or the database is away; the others fail by themselves there.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        if parser.prog == "proctoring proctoring":  # the console script, which leaves this command's name out
            parser.prog = "proctoring"
        self.subcommands: Subcommands = discover()
        report_broken(self.subcommands)
        choices = parser.add_subparsers(dest="subcommand", metavar="subcommand", required=True)
        for name, subcommand in self.subcommands.found.items():
            added = choices.add_parser(
                name,
                help=subcommand.help,
                description=subcommand.help,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            subcommand.add_arguments(added)

    def handle(self, *args: Any, **options: Any) -> None:
        subcommand = self.subcommands.found[options["subcommand"]]
        refuse_elsewhere(subcommand.name)
        code = run(lambda: subcommand.handle(options, self.stdout))
        if code:
            sys.exit(code)
