"""`proctoring update-attempt-status-from-review`: what the saved reviews mean now."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.management import bulk
from proctoring_host.management.subcommands import Stream
from proctoring_host.models import Review
from proctoring_host.reviews.again import decide_again, decision_now, reviews_between

HELP = "Move attempts where their saved reviews lead now; what staff decided since stays."
GONE = "gone meanwhile"


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--start_date_time", type=_moment, metavar="time", help="Only reviews saved at this time or later."
    )
    parser.add_argument(
        "--end_date_time", type=_moment, metavar="time", help="Only reviews saved at this time or before."
    )
    bulk.add_arguments(parser)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """A mail follows only where an attempt moves. 1 when one could not be moved."""
    start, end = options["start_date_time"], options["end_date_time"]
    reason = "By the command update-attempt-status-from-review"
    cause = Cause(actor=Actor.SYSTEM, at=timezone.now(), reason=reason)
    job = bulk.Job(
        about=f"update-attempt-status-from-review {start} {end}",
        ids=reviews_between(start, end),
        act=partial(_decide, cause=cause),
        preview=_preview,
    )
    return bulk.carry_out(job, options, stdout)


def _decide(review_id: int, *, cause: Cause) -> str:
    try:
        decision = decide_again(review_id, cause=cause)
    except Review.DoesNotExist:
        return GONE
    return f"moved to {decision.to_status}" if decision.to_status else f"stays ({decision.reason})"


def _preview(review_id: int) -> str:
    try:
        decision = decision_now(review_id)
    except Review.DoesNotExist:
        return GONE
    return f"would move to {decision.to_status}" if decision.to_status else f"stays ({decision.reason})"


def _moment(text: str) -> datetime:
    """A date is its midnight; without a zone that of the site is meant."""
    found = parse_datetime(text)
    if found is None and (day := parse_date(text)):
        found = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the zone follows
    if found is None:
        raise ValueError(text)
    return timezone.make_aware(found) if timezone.is_naive(found) else found
