"""`proctoring update-attempts-for-exam`: tells the platform of an exam's attempts once more."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from proctoring_host.attempts.queries import get_attempt
from proctoring_host.attempts.repeat import attempts_at, tell_again
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.exams.queries import get_exam
from proctoring_host.management import bulk
from proctoring_host.management.subcommands import Stream

HELP = "Tell the platform and observers again where the attempts at an exam stand; no mail, no call of a vendor."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--exam_id", type=bulk.row_id, required=True, metavar="id", help="The id of the exam.")
    bulk.add_arguments(parser)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 when an attempt could not be told of. Raises `ExamNotFound`."""
    exam = get_exam(options["exam_id"])
    cause = Cause(actor=Actor.STAFF, at=timezone.now(), reason="By the command update-attempts-for-exam.")
    job = bulk.Job(
        about=f"update-attempts-for-exam {exam.pk}",
        ids=attempts_at(exam.pk),
        act=partial(_tell, cause=cause),
        preview=_preview,
    )
    return bulk.carry_out(job, options, stdout)


def _tell(attempt_id: int, *, cause: Cause) -> str:
    return f"told again: {tell_again(attempt_id, cause=cause).status}"


def _preview(attempt_id: int) -> str:
    return f"would be told again: {get_attempt(attempt_id).status}"
