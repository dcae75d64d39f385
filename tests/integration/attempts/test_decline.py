"""Declining, and what it means for the other exams of the course."""

import pytest

from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.queries import current_attempt
from proctoring_host.attempts.staff import set_status
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AttemptNotFound, TransitionRefused
from proctoring_host.models import Attempt, Effect
from tests.factories import T0, cause, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user

pytestmark = pytest.mark.django_db


def test_declining_ends_proctoring_for_the_attempt():
    attempt = make_attempt()

    declined = decline_attempt(attempt.pk, cause=cause())

    assert (declined.status, declined.taking_as_proctored, declined.external_id) == (Status.DECLINED, False, None)
    told = Effect.objects.get(kind="vendor_remove")
    assert (told.backend, told.payload) == (attempt.backend, {"external_id": attempt.external_id})
    assert set(Effect.objects.values_list("kind", flat=True)) == {"vendor_remove"}


def test_a_vendor_that_does_not_know_the_attempt_is_not_told_that_it_was_declined():
    attempt = make_attempt(external_id=None)

    decline_attempt(attempt.pk, cause=cause())

    assert not Effect.objects.filter(kind="vendor_remove").exists()


def test_what_was_handed_in_stays_at_the_vendor_when_staff_opt_its_learner_out():
    attempt = make_attempt(status=Status.SUBMITTED, completed_at=T0)

    set_status(attempt.pk, Status.DECLINED, cause=cause(Actor.STAFF))

    assert not Effect.objects.filter(kind="vendor_remove").exists()


def test_declining_cascades_to_the_other_proctored_exams_of_the_course():
    user = make_user()
    attempt = make_attempt(user=user)
    set_up = make_attempt(user=user, status=Status.READY_TO_START)
    running = make_attempt(user=user, status=Status.STARTED)
    missing = make_exam()

    decline_attempt(attempt.pk, cause=cause(user=user))

    made = Attempt.objects.get(exam=missing, user=user)
    assert {Attempt.objects.get(pk=a.pk).status for a in (set_up, running, made)} == {Status.DECLINED}
    gone = Effect.objects.filter(kind="vendor_remove").values_list("attempt", flat=True)
    assert set(gone) == {a.pk for a in (attempt, set_up, running)}
    assert list(made.transitions.values_list("to_status", "actor", "actor_user_id")) == [
        ("created", Actor.SYSTEM, user.pk),
        ("declined", Actor.SYSTEM, user.pk),
    ]
    assert not Effect.objects.filter(kind="vendor_register").exists()


def test_the_cascade_spares_what_is_completed_and_what_is_no_proctored_exam_of_this_course_and_learner():
    user = make_user()
    attempt = make_attempt(user=user)
    spared = [
        make_attempt(user=user, status=Status.VERIFIED),
        make_attempt(user=user, status=Status.ONBOARDING_MISSING),
        make_attempt(make_timed_exam(), user),
        make_attempt(make_practice_exam(), user),
        make_attempt(make_exam(is_active=False), user),
        make_attempt(make_exam(course_id="course-v1:Other+T1+2026"), user),
        make_attempt(attempt.exam),
    ]
    before = [a.status for a in spared]

    decline_attempt(attempt.pk, cause=cause())

    assert [Attempt.objects.get(pk=a.pk).status for a in spared] == before
    assert Attempt.objects.count() == len(spared) + 1


def test_a_cascade_does_not_start_another_one():
    user = make_user()
    attempts = [make_attempt(user=user) for _ in range(3)]

    decline_attempt(attempts[0].pk, cause=cause())

    assert [a.transitions.count() for a in attempts] == [1, 1, 1]


def test_declining_twice_cascades_once():
    attempt = make_attempt()
    make_exam()
    decline_attempt(attempt.pk, cause=cause())

    decline_attempt(attempt.pk, cause=cause())

    assert Attempt.objects.count() == 2
    assert attempt.transitions.count() == 1


def test_what_is_not_proctored_cannot_be_declined():
    attempt = make_attempt(make_timed_exam())
    make_exam()

    with pytest.raises(TransitionRefused):
        decline_attempt(attempt.pk, cause=cause())

    assert Attempt.objects.count() == 1


def test_a_learner_blocked_by_onboarding_may_decline():
    attempt = make_attempt(status=Status.ONBOARDING_EXPIRED)

    decline_attempt(attempt.pk, cause=cause())

    assert current_attempt(attempt.user_id, attempt.exam_id).status == Status.DECLINED


def test_an_unknown_attempt_is_not_declined():
    with pytest.raises(AttemptNotFound):
        decline_attempt(987654321, cause=cause())
