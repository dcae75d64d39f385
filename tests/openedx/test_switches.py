"""The waffle switches that operators of Open edX know."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from waffle.testutils import override_switch

from proctoring_host.attempts.incidents import report_client_error
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.models import Attempt, Exam, Incident
from proctoring_host.switches import PASSTHROUGH, is_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> Attempt:
    learner = get_user_model().objects.create_user("ada")
    exam = Exam.objects.create(
        course_id="course-v1:X+Y+Z", content_id="c1", exam_name="Final", time_limit_mins=90, backend="mock"
    )
    return Attempt.objects.create(
        exam=exam, user=learner, code="CODE-1", status=Status.STARTED, backend="mock", taking_as_proctored=True
    )


def report(attempt: Attempt) -> Attempt:
    cause = Cause(actor=Actor.LEARNER, at=timezone.now())
    return report_client_error(attempt, cause=cause, detail="The vendor's program is silent").attempt


def test_with_the_switch_of_its_backend_a_report_is_noted_and_ends_nothing(running: Attempt) -> None:
    with override_switch("edx_proctoring.mock_ping_failure_passthrough", active=True):
        reported = report(running)

    assert reported.status == Status.STARTED
    assert Incident.objects.get().attempt == running


@pytest.mark.parametrize("name", [PASSTHROUGH % "another", "edx_proctoring.something_else"])
def test_with_another_switch_a_report_ends_the_attempt(running: Attempt, name: str) -> None:
    with override_switch(name, active=True):
        reported = report(running)

    assert reported.status == Status.ERROR


def test_a_switch_that_nobody_made_is_off() -> None:
    assert not is_on(PASSTHROUGH % "mock")
