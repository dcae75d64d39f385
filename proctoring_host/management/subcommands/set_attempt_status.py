"""`proctoring set-attempt-status`: one attempt, as staff would."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.queries import get_attempt
from proctoring_host.attempts.staff import set_status
from proctoring_host.cause import Cause
from proctoring_host.domain.rules import Refusal
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.domain.transitions import decide
from proctoring_host.errors import TransitionRefused
from proctoring_host.management import bulk
from proctoring_host.management.subcommands import Stream

HELP = "Set the status of an attempt, with all that follows from it: log, mail, vendor, platform."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "-a",
        "--attempt",
        dest="attempt_id",
        type=bulk.row_id,
        required=True,
        metavar="id",
        help="The id of the attempt.",
    )
    parser.add_argument(
        "-t", "--to", dest="to_status", choices=list(Status), required=True, metavar="status", help="The status."
    )
    parser.add_argument("--reason", default="", help="For the log of the attempt.")
    parser.add_argument("--dry-run", action="store_true", help="Only say what would become of the attempt.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    to = Status(options["to_status"])
    reason = options["reason"] or "By the command set-attempt-status."
    cause = Cause(actor=Actor.STAFF, at=timezone.now(), reason=reason)
    if options["dry_run"]:
        stdout.write(f"Attempt {options['attempt_id']} {_preview(options['attempt_id'], to, cause)}.\n")
        return 0
    before = get_attempt(options["attempt_id"]).status
    after = set_status(options["attempt_id"], to, cause=cause).status
    changed = f"was {before}, and is {after} now" if after != before else f"is {after} already"
    stdout.write(f"Attempt {options['attempt_id']} {changed}.\n")
    return 0


def _preview(attempt_id: int, to: Status, cause: Cause) -> str:
    attempt = get_attempt(attempt_id)
    answer = decide(facts_of(attempt, to, cause.at), to, cause.actor)
    if isinstance(answer, Refusal):
        raise TransitionRefused(_(answer.message) % answer.values)
    return f"is {attempt.status}, and would be {answer.to}" if answer.changed else f"is {attempt.status} already"
