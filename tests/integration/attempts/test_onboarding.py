"""What an onboarding exam opens."""

import pytest

from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt
from tests.factories import cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vendor():
    with using_fake_backend("fake", "other", capabilities=[Capability.ONBOARDING]) as made:
        yield made


def blocked(user, status=Status.ONBOARDING_MISSING, **exam_fields):
    return make_attempt(make_exam(**exam_fields), user, status, external_id=None)


def test_a_completed_onboarding_removes_the_blocks_of_its_learner_at_its_vendor():
    user = make_user()
    onboarding = make_attempt(make_practice_exam(), user, Status.STARTED)
    here, elsewhere = blocked(user), blocked(user, Status.ONBOARDING_EXPIRED, course_id="course-v1:Other+T1+2026")
    other_vendor, other_learner = blocked(user, backend="other"), blocked(make_user())

    submit_attempt(onboarding.pk, cause=cause())

    present = set(Attempt.objects.values_list("pk", flat=True))
    assert present == {onboarding.pk, other_vendor.pk, other_learner.pk}
    for attempt in (here, elsewhere):
        entry = attempt.transitions.get()
        assert (entry.actor, str(onboarding.pk) in entry.reason) == (Actor.SYSTEM, True)


@pytest.mark.parametrize("reachable", [True, False])
def test_a_vendor_that_knows_a_blocked_attempt_hears_of_it_once_and_cannot_stop_it(vendor, reachable):
    if not reachable:
        vendor.raises["remove_attempt"] = BackendUnreachable("No answer.", backend="fake")
    user = make_user()
    known = make_attempt(user=user, status=Status.ONBOARDING_PENDING)

    submit_attempt(make_attempt(make_practice_exam(), user, Status.STARTED).pk, cause=cause())

    assert [data.external_id for data in vendor.called("remove_attempt")] == [known.external_id]
    assert not Attempt.objects.filter(pk=known.pk).exists()


def test_a_practice_that_is_no_onboarding_opens_nothing():
    user = make_user()
    block = blocked(user)
    with using_fake_backend():
        submit_attempt(make_attempt(make_practice_exam(), user, Status.STARTED).pk, cause=cause())

    assert Attempt.objects.filter(pk=block.pk).exists()


def test_the_attempt_before_several_blocked_ones_is_the_newest_again():
    user, exam = make_user(), make_exam()
    before = make_attempt(exam, user, Status.REJECTED, live_key=None)
    make_attempt(exam, user, Status.ONBOARDING_FAILED, live_key=None)
    make_attempt(exam, user, Status.ONBOARDING_MISSING)

    submit_attempt(make_attempt(make_practice_exam(), user, Status.STARTED).pk, cause=cause())

    assert [each.pk for each in Attempt.objects.filter(exam=exam, newest_in=exam.course_id)] == [before.pk]
