"""Reports a suspicious review that nobody has looked at to the platform's support. Payload: `review_id`."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from proctoring_host import conf, platform
from proctoring_host.backend import Capability
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.models import Attempt, Review
from proctoring_host.platform import SuspiciousReview
from proctoring_host.registry import get_registry


def handle(call: Call) -> Outcome:
    """At least once, and not once somebody has looked at it meanwhile."""
    review = Review.objects.get(pk=call.effect.payload["review_id"])
    attempt = Attempt.everything.whole().get(pk=review.attempt_id)
    if review.reviewed_by_id is not None or attempt.removed_at is not None:
        return Done(result={"skipped": "somebody has looked at it, or the attempt was removed"})
    support = platform.get().support
    if not support.offered():
        return Later(reason="The platform offers no support at the moment.")
    support.report_suspicious(
        SuspiciousReview(
            course_id=attempt.exam.course_id,
            exam_name=attempt.exam.exam_name,
            username=attempt.user.get_username(),
            review_url=_address_of(attempt),
        )
    )
    return Done()


def _address_of(attempt: Attempt) -> str:
    """Of the page that leads staff to this attempt at the vendor; empty where the vendor shows nothing."""
    if Capability.DASHBOARD not in get_registry().backend(attempt.backend).capabilities:
        return ""
    try:
        page = reverse("proctoring:exam-dashboard", args=[attempt.exam.course_id, attempt.exam_id])
    except NoReverseMatch:
        return ""
    settings = conf.get()
    root = settings.lms_root_url.rstrip("/") or settings.base_url
    return f"{root}{page}?{urlencode({'attempt': attempt.external_id or ''})}"
