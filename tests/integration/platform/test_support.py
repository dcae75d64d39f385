"""A suspicious review that nobody has looked at goes to the platform's support."""

import pytest

from proctoring_host import data
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Effect, EffectState, Review
from proctoring_host.reviews.manual import review_by_staff
from proctoring_host.reviews.receive import receive_review
from tests.factories import T0, cause, make_attempt, make_user
from tests.fake_backend import using_fake_backend
from tests.integration.effects.steps import runner
from tests.integration.platform.services import InstructorService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vendor", "in_openedx")]


@pytest.fixture
def instructor(register) -> InstructorService:
    service = InstructorService()
    register(instructor=service)
    return service


def reports(instructor: InstructorService) -> list[tuple]:
    return [call[1:] for call in instructor.calls if call[0] == "support"]


def receive(attempt, status: ReviewStatus = ReviewStatus.SUSPICIOUS, **fields) -> Review:
    review = data.Review(attempt_code=attempt.code, external_id=attempt.external_id, status=status, **fields)
    return receive_review(review, backend="fake", cause=cause(Actor.VENDOR))


def test_a_suspicious_review_is_reported_with_the_address_of_the_attempt(instructor, settings) -> None:
    settings.LMS_ROOT_URL = "https://lms.example.org"
    with using_fake_backend(capabilities=[Capability.DASHBOARD]):
        attempt = make_attempt(status=Status.SUBMITTED, external_id="id 1&2")
        receive(attempt)
        runner().run_due()

    exam = attempt.exam
    page = f"/api/edx_proctoring/v1/instructor/{exam.course_id}/{exam.pk}"
    address = f"https://lms.example.org{page}?attempt=id+1%262"
    assert reports(instructor) == [(exam.course_id, exam.exam_name, attempt.user.username, "Suspicious", address)]


def test_a_vendor_without_a_dashboard_has_no_address(instructor) -> None:
    receive(make_attempt(status=Status.SUBMITTED))
    runner().run_due()

    ((*_, address),) = reports(instructor)
    assert address is None


@pytest.mark.parametrize("status", sorted(set(ReviewStatus) - {ReviewStatus.SUSPICIOUS}))
def test_other_verdicts_are_not_reported(instructor, status) -> None:
    receive(make_attempt(status=Status.SUBMITTED), status)
    runner().run_due()

    assert reports(instructor) == []


def test_a_review_by_somebody_who_may_review_is_not_reported(instructor) -> None:
    reviewer = make_user(is_staff=True)

    receive(make_attempt(status=Status.SUBMITTED), reviewed_by=reviewer.email)
    runner().run_due()

    assert reports(instructor) == []


def test_the_same_review_again_is_reported_once(instructor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    for _ in range(2):
        receive(attempt)
    runner().run_due()

    assert len(reports(instructor)) == 1


def test_a_review_that_somebody_has_looked_at_meanwhile_is_not_reported(instructor) -> None:
    review = receive(make_attempt(status=Status.SUBMITTED))
    review_by_staff(review.pk, ReviewStatus.PASSED, "", cause(Actor.STAFF, user=make_user()))

    runner().run_due()

    assert reports(instructor) == []
    assert Effect.objects.get(kind=Kind.SUPPORT).state == EffectState.DONE


def test_the_review_of_a_removed_attempt_is_not_reported(instructor) -> None:
    receive(make_attempt(status=Status.SUBMITTED, live_key=None, removed_at=T0))
    runner().run_due()

    assert reports(instructor) == []


def test_a_platform_without_support_gets_no_effect() -> None:
    receive(make_attempt(status=Status.SUBMITTED))

    assert not Effect.objects.filter(kind=Kind.SUPPORT).exists()
