"""`proctoring emails`: commands for those who write emails, each a module of `management.emails`."""

import argparse
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from proctoring_host.management.emails import COMMANDS
from proctoring_host.management.subcommands import Stream

HELP = "Explain and try out the emails that learners get."


def add_arguments(parser: CommandParser) -> None:
    choices = parser.add_subparsers(dest="emails_command", metavar="command", required=True)
    for name, command in COMMANDS.items():
        added = choices.add_parser(
            name,
            help=command.HELP,
            description=command.HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(added)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    return COMMANDS[options["emails_command"]].handle(options, stdout)
