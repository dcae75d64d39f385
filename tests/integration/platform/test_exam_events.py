"""Events that platforms act upon, and the setting by which grades follow from services or from events, never both."""

import logging
import sys

import pytest
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host import conf
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Effect, EffectState
from tests.factories import (
    FakeClock,
    cause,
    make_attempt,
    make_exam,
    make_practice_exam,
    make_timed_exam,
    make_user,
)
from tests.fake_backend import using_fake_backend
from tests.integration.effects.steps import runner
from tests.integration.platform import event_packages
from tests.integration.platform.event_packages import UserData, UserPersonalData
from tests.integration.platform.services import CertificatesService, CreditService, GradesService, InstructorService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vendor", "in_openedx")]


@pytest.fixture
def sent(monkeypatch) -> list:
    """The events that were sent: name and data."""
    events: list = []
    event_packages.installed(monkeypatch, event_packages.events_package(events))
    return events


@pytest.fixture
def calls(register) -> list:
    """What any of the platform's services was asked to do."""
    made = {
        "credit": CreditService(),
        "instructor": InstructorService(),
        "grades": GradesService(),
        "certificates": CertificatesService(),
    }
    together: list = []
    for service in made.values():
        service.calls = together
    register(**made)
    return together


@pytest.fixture
def by_events(settings) -> None:
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": "events"}


def change(attempt, to: Status, actor: Actor = Actor.STAFF, **who):
    changed = change_status(attempt.pk, to, cause=cause(actor, **who))
    runner().run_due()
    return changed


@pytest.mark.parametrize(
    ("start", "to", "event"),
    [
        (Status.STARTED, Status.SUBMITTED, "SUBMITTED"),
        (Status.SUBMITTED, Status.VERIFIED, "VERIFIED"),
        (Status.SUBMITTED, Status.REJECTED, "REJECTED"),
        (Status.STARTED, Status.ERROR, "ERRORED"),
    ],
)
@pytest.mark.parametrize("source", ["services", "events"])
def test_grades_follow_from_services_or_from_events_never_from_both(settings, sent, calls, source, start, to, event):
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": source}

    change(make_attempt(status=start), to)

    if source == "events":
        assert ([name for name, _ in sent], calls) == ([event], [])
    else:
        assert sent == []
        assert calls != []


@pytest.mark.parametrize("source", ["services", "events"])
def test_a_removal_is_told_to_services_or_by_an_event_never_both(settings, sent, calls, source) -> None:
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": source}

    remove_attempt(make_attempt(status=Status.REJECTED).pk, cause=cause(Actor.STAFF))
    runner().run_due()

    assert ([name for name, _ in sent] == ["RESET"]) is (source == "events")
    assert bool(calls) is (source == "services")


def test_without_the_setting_services_are_told(sent, calls) -> None:
    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    assert sent == []
    assert [call[0] for call in calls] == ["set_status"]


def test_an_event_holds_what_its_schema_asks_for(sent, by_events) -> None:
    learner = make_user("ada", first_name="Ada", last_name="Lovelace")
    attempt, staff = make_attempt(make_exam(), learner, Status.SUBMITTED), make_user("staff")

    change(attempt, Status.VERIFIED, user=staff)

    ((name, data),) = sent
    assert name == "VERIFIED"
    assert data.student_user == UserData(
        id=learner.pk,
        is_active=True,
        pii=UserPersonalData(username="ada", email="ada@example.com", name="Ada Lovelace"),
    )
    assert data.course_key == CourseKey.from_string(attempt.exam.course_id)
    assert data.usage_key == UsageKey.from_string(attempt.exam.content_id)
    assert (data.exam_type, data.requesting_user.id) == ("proctored", staff.pk)


def test_what_no_person_caused_has_no_requesting_user(sent, by_events) -> None:
    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED, Actor.VENDOR)

    assert sent[0][1].requesting_user is None


@pytest.mark.parametrize(
    ("make", "capabilities", "kind"),
    [
        (make_timed_exam, (), "timed"),
        (make_exam, (), "proctored"),
        (make_practice_exam, (), "practice"),
        (make_practice_exam, (Capability.ONBOARDING,), "onboarding"),
    ],
)
def test_an_event_names_the_kind_of_the_exam(sent, by_events, make, capabilities, kind) -> None:
    with using_fake_backend(capabilities=capabilities):
        change(make_attempt(make(), status=Status.STARTED), Status.SUBMITTED)

    assert sent[0][1].exam_type == kind


def test_an_attempt_that_does_not_speak_for_the_learner_sends_no_event(sent, by_events) -> None:
    rejected = make_attempt(status=Status.REJECTED, live_key=None)

    change(make_attempt(rejected.exam, rejected.user, Status.SUBMITTED), Status.VERIFIED)

    assert sent == []


@pytest.mark.parametrize("to", [Status.STARTED, Status.READY_TO_START, Status.DECLINED])
def test_other_changes_send_no_event(sent, by_events, to) -> None:
    change(make_attempt(status=Status.CREATED), to)

    assert sent == []


def test_content_of_an_older_course_has_no_event(sent, by_events) -> None:
    attempt = make_attempt(make_exam(content_id="a-plain-word"), status=Status.SUBMITTED)

    change(attempt, Status.VERIFIED)

    assert sent == []
    assert Effect.objects.get(kind=Kind.EXAM_EVENT).state == EffectState.DONE


def test_an_event_is_sent_again_until_no_receiver_raises(sent, by_events, caplog) -> None:
    def grades_receiver(**_):
        """Only its name counts."""

    clock = FakeClock()
    signal = sys.modules["openedx_events.learning.signals"].EXAM_ATTEMPT_REJECTED
    signal.failing.append(grades_receiver)
    change_status(make_attempt(status=Status.SUBMITTED).pk, Status.REJECTED, cause=cause(Actor.STAFF))
    runner(clock).run_due()
    reason = Effect.objects.get(kind=Kind.EXAM_EVENT).last_error

    signal.failing.clear()
    clock.advance(60)
    runner(clock).run_due()

    assert "grades_receiver" in reason
    assert "ill" not in reason
    assert [name for name, _ in sent] == ["REJECTED", "REJECTED"]
    assert Effect.objects.get(kind=Kind.EXAM_EVENT).state == EffectState.DONE


def fails_at(event: str):
    """A receiver of the event that raises until it is taken away."""
    signal = sys.modules["openedx_events.learning.signals"].__dict__[f"EXAM_ATTEMPT_{event}"]
    signal.failing.append(fails_at)
    return signal.failing


def test_an_event_given_up_and_sent_by_hand_does_not_undo_what_was_sent_since(sent, by_events) -> None:
    attempt, failing = make_attempt(status=Status.SUBMITTED), fails_at("REJECTED")
    change_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF))
    runner(max_tries=1).run_due()
    failing.clear()
    change(attempt, Status.VERIFIED)

    given_up = Effect.objects.get(kind=Kind.EXAM_EVENT, state=EffectState.DEAD)
    runner().run(given_up.pk, force=True)

    assert [name for name, _ in sent] == ["REJECTED", "VERIFIED"]


@pytest.mark.parametrize("begun", [True, False])
def test_a_reset_is_not_sent_again_into_an_attempt_that_was_begun_since(sent, by_events, begun) -> None:
    removed, clock, failing = make_attempt(status=Status.SUBMITTED), FakeClock(), fails_at("RESET")
    remove_attempt(removed.pk, cause=cause(Actor.STAFF))
    runner(clock).run_due()
    failing.clear()
    clock.advance(60)
    if begun:
        make_attempt(removed.exam, removed.user, Status.STARTED, started_at=clock.now)

    runner(clock).run_due()

    assert len(sent) == (1 if begun else 2)
    assert Effect.objects.get(kind=Kind.EXAM_EVENT).state == EffectState.DONE


def test_an_event_whose_cause_has_no_account_any_more_is_sent_without_it(sent, by_events) -> None:
    attempt, staff = make_attempt(status=Status.SUBMITTED), make_user("staff")
    change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.STAFF, user=staff))
    staff.delete()

    runner().run_due()

    assert [(name, data.requesting_user) for name, data in sent] == [("VERIFIED", None)]


def test_a_timed_out_attempt_speaks_as_a_submitted_one(settings, sent) -> None:
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": "events", "ALLOW_TIMED_OUT_STATE": True}
    earlier = make_attempt(status=Status.ERROR, live_key=None)

    change(make_attempt(earlier.exam, earlier.user, Status.STARTED), Status.TIMED_OUT)

    assert [name for name, _ in sent] == ["SUBMITTED"]


def test_no_personal_data_is_kept_or_logged(sent, by_events, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    attempt = make_attempt(user=make_user("ada", first_name="Ada", last_name="Lovelace"), status=Status.SUBMITTED)

    change(attempt, Status.VERIFIED)

    effect = Effect.objects.get(kind=Kind.EXAM_EVENT)
    kept = f"{effect.payload} {effect.key} {effect.lane} {effect.result} {caplog.text}"
    assert not any(word in kept for word in ("ada@", "Lovelace"))


def test_events_without_their_package_are_a_problem_of_the_settings_and_mean_services(settings, calls) -> None:
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": "events"}

    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    assert [problem.path for problem in conf.get().problems] == ['PROCTORING_SETTINGS["GRADES_FROM"]']
    assert [call[0] for call in calls] == ["set_status"]
    assert not Effect.objects.filter(kind=Kind.EXAM_EVENT).exists()


def test_an_unknown_source_of_grades_is_a_problem_and_means_services(settings, sent, calls) -> None:
    settings.PROCTORING_SETTINGS = {"GRADES_FROM": "both"}

    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    (problem,) = conf.get().problems
    assert "services, events" in problem.text
    assert (sent, bool(calls)) == ([], True)
