"""Mails that come with time: onboarding approvals that end soon."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from proctoring_host import conf
from proctoring_host.attempts import mails
from proctoring_host.domain.mails import MailKind
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from proctoring_host.onboarding.profiles import asks_vendor
from proctoring_host.onboarding.words import VALIDITY, expires_at
from proctoring_host.registry import get_registry


def sweep_expiring(now: datetime, limit: int = 100) -> int:
    """Write mails about up to `limit` approvals, the first to end first; how many. Two queries, or none.

    Nobody is told who was approved again at the same vendor, in whichever course.
    """
    if not mails.wanted(MailKind.ONBOARDING_EXPIRING):
        return 0
    over = now - VALIDITY
    soon = over + timedelta(days=conf.get().emails.onboarding_expires_days)
    approved = Attempt.objects.filter(status=Status.VERIFIED, is_sample_attempt=True)
    again = approved.filter(user=OuterRef("user"), backend=OuterRef("backend"), modified__gt=soon)
    ending = approved.filter(~Exists(again), backend__in=_kept_here(), modified__gt=over, modified__lte=soon)
    found = mails.untold(ending, MailKind.ONBOARDING_EXPIRING).order_by("modified", "pk")[:limit]
    return mails.about_each(MailKind.ONBOARDING_EXPIRING, found, now, _end_of)


def _kept_here() -> list[str]:
    """The backends whose approvals end by our reckoning."""
    onboarding = (backend.name for backend in get_registry().backends() if backend.supports_onboarding)
    return [name for name in onboarding if not asks_vendor(name)]


def _end_of(attempt: Attempt) -> dict[str, str]:
    return {"expires_at": expires_at(attempt.modified).isoformat()}
