"""Mails that come with time: reviews that take longer than usual."""

from datetime import datetime, timedelta

from proctoring_host import conf
from proctoring_host.attempts import mails
from proctoring_host.domain.mails import AWAITS_REVIEW, MailKind
from proctoring_host.models import Attempt

LATEST = timedelta(days=30)
"""Nobody is told of a review that has been late for longer: the mail was not switched on then."""


def sweep_delayed_reviews(now: datetime, limit: int = 100) -> int:
    """Write mails about up to `limit` attempts, the longest waiting first; how many. Two queries, or none."""
    if not mails.wanted(MailKind.REVIEW_DELAYED):
        return 0
    late = now - timedelta(days=conf.get().emails.review_delayed_days)
    waiting = Attempt.objects.filter(
        status__in=AWAITS_REVIEW,
        taking_as_proctored=True,
        is_sample_attempt=False,
        completed_at__lte=late,
        completed_at__gt=late - LATEST,
    )
    found = mails.untold(waiting, MailKind.REVIEW_DELAYED).order_by("completed_at", "pk")[:limit]
    return mails.about_each(MailKind.REVIEW_DELAYED, found, now)
