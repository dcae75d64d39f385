"""What has to hold before a learner's attempt is made, and what follows at once."""

from datetime import timedelta

import pytest

from proctoring_host import platform
from proctoring_host.attempts.begin import begin_attempt
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import AttemptPastDue, PermissionRefused
from proctoring_host.models import Attempt
from tests.factories import T0, cause, make_exam, make_timed_exam, make_user

pytestmark = pytest.mark.django_db


def begun(exam, *, start_clock: bool = True) -> Attempt:
    user = make_user()
    return begin_attempt(exam, user.pk, taking_as_proctored=True, start_clock=start_clock, cause=cause(user=user))


@pytest.mark.parametrize(("start_clock", "status"), [(True, Status.STARTED), (False, Status.CREATED)])
def test_a_timed_exam_starts_at_once_where_that_is_asked_for(start_clock, status):
    assert begun(make_timed_exam(), start_clock=start_clock).status == status


def test_an_exam_that_has_to_be_set_up_is_not_started():
    assert begun(make_exam()).status == Status.CREATED


def test_who_may_not_take_proctored_exams_gets_no_attempt(monkeypatch):
    monkeypatch.setattr(platform.get().access, "can_take_proctored", lambda user_id, exam: False)

    with pytest.raises(PermissionRefused):
        begun(make_exam())

    assert not Attempt.objects.exists()
    assert begun(make_timed_exam()).status == Status.STARTED


def test_who_comes_too_late_gets_no_attempt():
    with pytest.raises(AttemptPastDue):
        begun(make_timed_exam(due_date=T0 - timedelta(seconds=1)))

    assert not Attempt.objects.exists()
