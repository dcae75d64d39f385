"""Attempts that their vendor does not know yet: they wait, and nothing is taken behind its back."""

from datetime import timedelta

import pytest

from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.download import click_download
from proctoring_host.attempts.error import report_error
from proctoring_host.attempts.launch import launch
from proctoring_host.attempts.ready import mark_ready
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.attempts.staff import set_status
from proctoring_host.attempts.start import start_attempt
from proctoring_host.domain.statuses import PRE_STARTED, Actor, Status
from proctoring_host.effects.runner import run_effect
from proctoring_host.errors import (
    BackendUnreachable,
    OnboardingRequired,
    RegistrationRefused,
    RemovalFailed,
    TransitionRefused,
)
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.integration.attempts.test_create import MUCH_LATER

pytestmark = pytest.mark.django_db(transaction=True)
UNREACHABLE = BackendUnreachable("No answer.", backend="fake")


def unregistered(vendor, exam=None, status=Status.CREATED):
    """The vendor was down when the learner began; `status` is where staff have put the attempt since."""
    vendor.raises["register_attempt"] = UNREACHABLE
    exam, user = exam or make_exam(), make_user()
    with pytest.raises(BackendUnreachable):
        create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause(user=user))
    Attempt.objects.filter(user=user).update(status=status)
    return Attempt.objects.get(user=user)


def the_registration(attempt) -> Effect:
    return Effect.objects.get(key=f"register:{attempt.pk}")


@pytest.mark.parametrize("make", [make_exam, make_practice_exam])
@pytest.mark.parametrize(
    ("status", "step", "actor"),
    [
        (Status.CREATED, click_download, Actor.LEARNER),
        (Status.CREATED, launch, Actor.LEARNER),
        (Status.CREATED, mark_ready, Actor.VENDOR),
        (Status.DOWNLOAD_SOFTWARE_CLICKED, launch, Actor.LEARNER),
        (Status.READY_TO_START, start_attempt, Actor.LEARNER),
    ],
)
def test_it_is_neither_set_up_nor_begun(vendor, make, status, step, actor):
    attempt = unregistered(vendor, make(), status)

    with pytest.raises(TransitionRefused) as refused:
        step(attempt.pk, cause=cause(actor))

    attempt.refresh_from_db()
    assert (refused.value.code, attempt.status) == ("not_registered", status)


def test_once_it_is_registered_it_is_set_up(vendor):
    attempt = unregistered(vendor)
    vendor.raises.clear()
    run_effect(the_registration(attempt).pk, force=True)

    assert click_download(attempt.pk, cause=cause()).status == Status.DOWNLOAD_SOFTWARE_CLICKED
    assert launch(attempt.pk, cause=cause()).status == Status.READY_TO_START
    assert start_attempt(attempt.pk, cause=cause()).status == Status.STARTED


def test_its_learner_may_give_it_up(vendor):
    declined, broken = unregistered(vendor), unregistered(vendor)

    assert decline_attempt(declined.pk, cause=cause()).status == Status.DECLINED
    assert report_error(broken.pk, cause=cause(), detail="no software").status == Status.ERROR


def test_staff_may_move_it_all_the_same(vendor):
    attempt = unregistered(vendor)

    assert set_status(attempt.pk, Status.READY_TO_START, cause=cause(Actor.STAFF)).status == Status.READY_TO_START
    assert set_status(attempt.pk, Status.STARTED, cause=cause(Actor.STAFF)).status == Status.STARTED


@pytest.mark.parametrize("status", sorted(PRE_STARTED))
def test_the_next_request_registers_it_wherever_its_set_up_stands(vendor, status):
    attempt = unregistered(vendor, status=status)
    vendor.raises.clear()

    again = create_attempt(attempt.exam_id, attempt.user_id, taking_as_proctored=True, cause=cause(at=MUCH_LATER))

    assert (again.pk, again.status, again.external_id) == (attempt.pk, status, f"vendor-{attempt.code}")


def test_the_next_request_revives_a_registration_given_up_after_the_set_up_began(vendor):
    attempt = unregistered(vendor, status=Status.DOWNLOAD_SOFTWARE_CLICKED)
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    run_effect(the_registration(attempt).pk, force=True)
    vendor.raises.clear()

    again = create_attempt(attempt.exam_id, attempt.user_id, taking_as_proctored=True, cause=cause(at=MUCH_LATER))

    assert again.external_id == f"vendor-{attempt.code}"


@pytest.mark.parametrize("status", sorted(PRE_STARTED))
def test_a_vendor_may_ask_for_onboarding_wherever_the_set_up_stands(vendor, status):
    attempt = unregistered(vendor, status=status)
    vendor.raises["register_attempt"] = OnboardingRequired(Status.ONBOARDING_MISSING)

    state = run_effect(the_registration(attempt).pk, force=True)

    attempt.refresh_from_db()
    assert (state, attempt.status) == (EffectState.DONE, Status.ONBOARDING_MISSING)


def declined(attempt):
    decline_attempt(attempt.pk, cause=cause())


def removed(attempt):
    # What is asked for while the vendor is being asked is refused; only an answer that comes too late finds it removed.
    with pytest.raises(RemovalFailed):
        remove_attempt(attempt.pk, cause=cause(Actor.STAFF))
    Attempt.everything.filter(pk=attempt.pk).update(removed_at=MUCH_LATER, live_key=None)


def set_aside(attempt):
    set_status(attempt.pk, Status.ONBOARDING_RESET, cause=cause(Actor.STAFF))


@pytest.mark.parametrize("meanwhile", [declined, removed, set_aside])
def test_onboarding_asked_for_too_late_changes_nothing(vendor, meanwhile):
    attempt = unregistered(vendor)
    vendor.raises["register_attempt"] = OnboardingRequired(Status.ONBOARDING_MISSING)
    stood = []
    vendor.before["register_attempt"] = lambda: (
        meanwhile(attempt),
        stood.append(Attempt.everything.get(pk=attempt.pk).status),
    )

    state = run_effect(the_registration(attempt).pk, force=True)

    attempt = Attempt.everything.get(pk=attempt.pk)
    assert (state, [attempt.status]) == (EffectState.DONE, stood)


def test_onboarding_asked_for_during_the_exam_is_brought_before_a_person(vendor):
    attempt = unregistered(vendor)
    set_status(attempt.pk, Status.STARTED, cause=cause(Actor.STAFF))
    vendor.raises["register_attempt"] = OnboardingRequired(Status.ONBOARDING_MISSING)

    assert run_effect(the_registration(attempt).pk, force=True) == EffectState.DEAD


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.TIMED_OUT, Status.VERIFIED])
def test_what_was_taken_without_a_registration_is_brought_before_a_person(vendor, status):
    attempt = unregistered(vendor)
    set_status(attempt.pk, Status.STARTED, cause=cause(Actor.STAFF))
    Attempt.objects.filter(pk=attempt.pk).update(status=status)
    vendor.raises.clear()
    asked = len(vendor.called("register_attempt"))

    state = run_effect(the_registration(attempt).pk, force=True)

    assert state == EffectState.DEAD
    assert attempt.code in the_registration(attempt).last_error
    assert len(vendor.called("register_attempt")) == asked


def test_what_was_given_up_before_it_began_is_quietly_not_registered(vendor):
    attempt = unregistered(vendor)
    report_error(attempt.pk, cause=cause(), detail="no software")
    vendor.raises.clear()

    assert run_effect(the_registration(attempt).pk, force=True) == EffectState.DONE
    assert Attempt.objects.get(pk=attempt.pk).external_id is None


def test_a_timed_exam_knows_no_registration():
    from tests.factories import make_timed_exam

    attempt = make_attempt(make_timed_exam())

    assert start_attempt(attempt.pk, cause=cause()).deadline_at - cause().at == timedelta(minutes=90)
