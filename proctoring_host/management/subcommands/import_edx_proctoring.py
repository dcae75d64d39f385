"""`proctoring import-edx-proctoring`: moves over what an older installation keeps."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from proctoring_host.importing.connecting import opened
from proctoring_host.importing.people import People, UsersBy
from proctoring_host.importing.progress import Progress
from proctoring_host.importing.report import as_dict, as_lines
from proctoring_host.importing.run import import_all, verify_all
from proctoring_host.importing.world import World
from proctoring_host.management.database_causes import cause_of
from proctoring_host.management.subcommands import Stream

HELP = "Take over exams, attempts, reviews, allowances and their history from the tables of edx-proctoring."

URL_VARIABLE = "EDX_PROCTORING_DATABASE_URL"
INTERRUPTED = 130
MOST_AT_ONCE = 5000


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--source", default=DEFAULT_DB_ALIAS, help="The settings' name of the database to read.")
    parser.add_argument(
        "--database-url",
        default=os.environ.get(URL_VARIABLE, ""),
        help=f"Or its address, better given as {URL_VARIABLE}: other users of the machine can read command lines.",
    )
    parser.add_argument(
        "--users-by",
        choices=[way.value for way in UsersBy],
        help="How people are found here: by id in one and the same database, else by username (default) or email.",
    )
    parser.add_argument("--batch-size", type=_size, default=500, help="Rows of one transaction (default: 500).")
    parser.add_argument("--dry-run", action="store_true", help="Count, find problems, write nothing.")
    parser.add_argument("--verify", action="store_true", help="Compare what was taken over with the source.")
    parser.add_argument("--json", action="store_true", help="As JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """0 when every row is accounted for, 1 when not, 130 after Ctrl-C. Running it again goes on, and changes nothing
    where nothing has changed in the source."""
    if options["dry_run"] and options["verify"]:
        raise CommandError("Either --dry-run or --verify: comparing writes nothing anyway.")
    with _world(options) as world:
        progress = Progress(sys.stderr)
        run = verify_all if options["verify"] else import_all
        outcome = run(world, options["batch_size"], progress)
    if options["json"]:
        stdout.write(json.dumps(as_dict(outcome), indent=2) + "\n")
    else:
        stdout.write("".join(f"{line}\n" for line in as_lines(outcome, verified=options["verify"])))
    if options["dry_run"] and not options["json"]:
        stdout.write("Nothing was written: this was a dry run.\n")
    return INTERRUPTED if outcome.interrupted else 0 if outcome.is_settled else 1


@contextmanager
def _world(options: Mapping[str, Any]) -> Iterator[World]:
    same = not options["database_url"] and options["source"] == DEFAULT_DB_ALIAS
    by = UsersBy(options["users_by"] or (UsersBy.ID if same else UsersBy.USERNAME))
    with opened(options["source"], options["database_url"], cause_of) as source:
        yield World(source, People(source, by), timezone.now(), dry=options["dry_run"])


def _size(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_AT_ONCE:
        raise ValueError(text)
    return number
