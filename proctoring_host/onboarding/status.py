"""Where one learner stands with the onboarding of a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from proctoring_host.attempts.queries import attempts_of
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import ProctoringError
from proctoring_host.models import Attempt
from proctoring_host.onboarding import words
from proctoring_host.onboarding.exams import OnboardingExam, onboarding_exam_for, onboarding_exams_of
from proctoring_host.onboarding.profiles import asks_vendor, profile_of
from proctoring_host.registry import get_registry


class NoOnboarding(ProctoringError):
    """The course has no onboarding exam, or none for this learner."""

    http_status = 404
    code = "no_onboarding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`status` is None before the learner has begun; otherwise the attempt's, or a word of `words`."""

    status: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingStatus:
    found: OnboardingExam
    standing: Standing
    requirements_url: str


def onboarding_status(user_id: int, course_id: str, at: datetime) -> OnboardingStatus:
    """Raises `NoOnboarding`, and `BackendError` where the vendor has to be asked and does not answer."""
    if not onboarding_exams_of(course_id):
        raise no_onboarding_exam()
    found = onboarding_exam_for(course_id, user_id, at)
    if found is None:
        raise NoOnboarding(_("There is no onboarding exam in this course that this learner may take."))
    backend = found.exam.backend
    asked = asks_vendor(backend)
    standing = _at_vendor(user_id, course_id, backend) if asked else standing_here(user_id, course_id, backend, at)
    return OnboardingStatus(
        found=found, standing=standing, requirements_url=get_registry().backend(backend).help_center_article_url
    )


def no_onboarding_exam() -> NoOnboarding:
    return NoOnboarding(_("There is no onboarding exam related to this course id."), field="course_id")


def _at_vendor(user_id: int, course_id: str, backend: str) -> Standing:
    profile = profile_of(user_id, course_id, backend)
    if profile is None or words.of_vendor(profile.status) == words.NOT_STARTED:
        return Standing()
    return Standing(status=words.of_vendor(profile.status), expires_at=profile.expires_at)


def standing_here(user_id: int, course_id: str, backend: str, at: datetime) -> Standing:
    """As the attempts say, without asking the vendor.

    An approval counts more than what came after it; one of another course more than nothing in this one.
    """
    samples = [each for each in attempts_of(user_id) if each.is_sample_attempt and each.backend == backend]
    here = [each for each in samples if each.exam.course_id == course_id]
    approved = next((each for each in here if each.status == Status.VERIFIED), None)
    if approved or here:
        return _standing(approved or here[0], at)
    elsewhere = next((each for each in samples if each.status == Status.VERIFIED), None)
    if elsewhere is None or words.expires_at(elsewhere.modified) <= at:
        return Standing()
    return Standing(status=words.OTHER_COURSE_APPROVED, expires_at=words.expires_at(elsewhere.modified))


def _standing(attempt: Attempt, at: datetime) -> Standing:
    if attempt.status == Status.ONBOARDING_RESET:
        return Standing()
    if attempt.status != Status.VERIFIED:
        return Standing(status=attempt.status)
    ends = words.expires_at(attempt.modified)
    return Standing(status=words.EXPIRED if ends <= at else Status.VERIFIED.value, expires_at=ends)


def approvals_of(user_ids: Sequence[int], backend: str, at: datetime) -> Mapping[int, Attempt]:
    """By learner, the newest onboarding attempt at this backend that is approved and still valid; one query."""
    approved = Attempt.objects.whole().filter(
        user_id__in=user_ids,
        backend=backend,
        is_sample_attempt=True,
        status=Status.VERIFIED,
        modified__gt=at - words.VALIDITY,
    )
    return {attempt.user_id: attempt for attempt in approved.order_by("modified", "pk")}
