"""`proctoring set-is-attempt-active`: marks the reviews of attempts that are gone."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from proctoring_host.management import bulk
from proctoring_host.management.subcommands import Stream
from proctoring_host.reviews.presence import mark_left_behind, reviews_left_behind

HELP = "Mark the reviews whose attempt was removed, so that lists of reviews leave them out."


def add_arguments(parser: CommandParser) -> None:
    bulk.add_arguments(parser)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    job = bulk.Job(about="set-is-attempt-active", ids=reviews_left_behind(), act=_mark, preview=_would)
    return bulk.carry_out(job, options, stdout)


def _mark(review_id: int) -> str:
    return "marked" if mark_left_behind(review_id) else "marked before"


def _would(review_id: int) -> str:
    return "would be marked"
