"""`exam_attempt_status_signal`, for receivers of the platform."""

import pytest
from django.apps import apps
from django.dispatch import Signal

from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.create import create_attempt
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Effect, EffectState
from proctoring_host.people.forget import forget_learner
from proctoring_host.signals import exam_attempt_status_signal
from tests.factories import cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import using_fake_backend
from tests.integration.effects.steps import runner
from tests.integration.platform import event_packages
from tests.integration.platform.services import NameAffirmationService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vendor", "in_openedx")]


@pytest.fixture
def heard():
    """The arguments of each signal that a receiver of the platform heard."""
    arguments: list[dict] = []

    def receiver(sender, signal, **named):
        arguments.append(named)

    exam_attempt_status_signal.connect(receiver)
    yield arguments
    exam_attempt_status_signal.disconnect(receiver)


def change(attempt, to: Status) -> None:
    change_status(attempt.pk, to, cause=cause(Actor.STAFF))
    runner().run_due()


def test_each_change_is_told_with_the_documented_arguments(heard, register) -> None:
    register(name_affirmation=NameAffirmationService("Augusta Ada King"))
    attempt = make_attempt(user=make_user(first_name="Ada", last_name="Lovelace"), status=Status.SUBMITTED)

    change(attempt, Status.VERIFIED)

    assert heard == [
        {
            "attempt_id": attempt.pk,
            "user_id": attempt.user_id,
            "status": "verified",
            "full_name": "Augusta Ada King",
            "profile_name": "Ada Lovelace",
            "is_practice_exam": False,
            "is_proctored": True,
            "backend_supports_onboarding": False,
        }
    ]


def test_a_learner_who_was_forgotten_is_told_of_without_names(heard, register) -> None:
    register(name_affirmation=NameAffirmationService("Augusta Ada King"))
    attempt = make_attempt(user=make_user(first_name="Ada", last_name="Lovelace"), status=Status.SUBMITTED)
    forget_learner(attempt.user_id)

    change(attempt, Status.VERIFIED)

    [told] = heard
    assert (told["status"], told["full_name"], told["profile_name"]) == ("verified", "", "")


def test_a_new_attempt_is_told(heard) -> None:
    attempt = create_attempt(make_exam().pk, make_user().pk, taking_as_proctored=True, cause=cause())

    runner().run_due()

    assert [(each["attempt_id"], each["status"]) for each in heard] == [(attempt.pk, "created")]


def test_several_changes_are_told_in_their_order_each_with_its_status(heard) -> None:
    attempt = make_attempt(status=Status.STARTED)
    for status in (Status.SUBMITTED, Status.REJECTED, Status.VERIFIED):
        change_status(attempt.pk, status, cause=cause(Actor.STAFF))

    runner().run_due()

    assert [each["status"] for each in heard] == ["submitted", "rejected", "verified"]


def test_an_onboarding_exam_is_told_as_one(heard) -> None:
    with using_fake_backend(capabilities=[Capability.ONBOARDING]):
        change(make_attempt(make_practice_exam(), status=Status.SUBMITTED), Status.VERIFIED)

    assert (heard[0]["is_practice_exam"], heard[0]["backend_supports_onboarding"]) == (True, True)


def test_without_a_receiver_nothing_is_written() -> None:
    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    assert not Effect.objects.filter(kind=Kind.STATUS_SIGNAL).exists()


def test_a_receiver_that_raises_hinders_no_other_and_is_logged_without_its_words(heard, caplog) -> None:
    def broken_receiver(sender, **named):
        raise RuntimeError(named["full_name"])

    exam_attempt_status_signal.connect(broken_receiver)
    try:
        change(make_attempt(user=make_user("mononym"), status=Status.SUBMITTED), Status.VERIFIED)
    finally:
        exam_attempt_status_signal.disconnect(broken_receiver)

    effect = Effect.objects.get(kind=Kind.STATUS_SIGNAL)
    assert len(heard) == 1
    assert effect.state == EffectState.DONE
    assert "broken_receiver" in caplog.text
    assert "mononym" not in f"{caplog.text}{effect.result}{effect.payload}"


def test_receivers_of_edx_proctorings_signal_hear_of_it_too(monkeypatch) -> None:
    theirs, heard = Signal(), []

    def receiver(sender, signal, **named):
        heard.append((sender, named["status"]))

    theirs.connect(receiver)
    event_packages.installed(monkeypatch, event_packages.reference_package(theirs))
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "edx_proctoring")

    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    assert heard == [("edx_proctoring", "verified")]
