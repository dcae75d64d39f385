"""Onboarding, as course homes and dashboards show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from proctoring_host.models import Attempt
from proctoring_host.onboarding.exams import onboarding_exam_for
from proctoring_host.onboarding.status import approvals_of, standing_here
from proctoring_host.openedx.service.answers import Answer
from proctoring_host.openedx.service.checked import checked
from proctoring_host.registry import get_registry
from proctoring_host.web.rest.attempt_data import exam_address


@checked
def get_onboarding_exam_link(course_id: object, user: Any, is_learning_mfe: bool) -> str:
    """Of the onboarding exam that this learner should take; empty where there is none."""
    found = onboarding_exam_for(str(course_id), user.pk, timezone.now())
    return exam_address(found.exam, learning_mfe=is_learning_mfe) if found else ""


@checked
def get_onboarding_attempt_data_for_learner(course_id: object, user: Any, backend: str) -> Answer:
    """`onboarding_status` (None before the learner has begun) and `expiration_date`; asks no vendor."""
    standing = standing_here(user.pk, str(course_id), backend, timezone.now())
    return {"onboarding_status": standing.status, "expiration_date": standing.expires_at}


def get_last_verified_onboarding_attempts_per_user(users_list: Sequence[Any], backend: str) -> Mapping[int, Attempt]:
    """By the learner's id, rows of attempts whose approval is still valid; learners without one are left out."""
    ids = [getattr(user, "pk", user) for user in users_list]
    return approvals_of(ids, backend, timezone.now())


def does_backend_support_onboarding(backend: str) -> bool:
    """False for one that is not configured."""
    return get_registry().backend(backend or "").supports_onboarding
