"""Registering attempts, telling vendors of changes, keeping their exams."""

from datetime import timedelta

import pytest

from proctoring_host.backend import Capability
from proctoring_host.data import FollowUp
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import BackendUnreachable, OnboardingRequired
from proctoring_host.models import Allowance, Attempt, Effect, EffectState, Exam, ReviewPolicy
from proctoring_host.people.pseudonyms import pseudonym_of
from tests.factories import T0, FakeClock, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.effects.steps import notification, registration, runner, written

pytestmark = pytest.mark.django_db
POLL = FollowUp(name="poll", after_seconds=30, payload={"step": 1})


def _registered_as(vendor: FakeVendor, attempt: Attempt, clock: FakeClock | None = None):
    runner(clock).run(registration(attempt).pk)
    return vendor.called("register_attempt")[-1]


def test_the_vendor_gets_all_it_needs(vendor: FakeVendor, settings) -> None:
    settings.SITE_NAME = "exams.example.org"
    user = make_user("ada", first_name="Ada", last_name="Lovelace")
    attempt = make_attempt(make_exam(time_limit_mins=90), user, external_id=None)

    told = _registered_as(vendor, attempt)

    assert told.attempt_code == attempt.code
    assert told.exam.id == attempt.exam_id
    assert (told.learner.full_name, told.learner.email) == ("Ada Lovelace", "ada@example.com")
    assert told.learner.pseudonym == pseudonym_of(user.pk, "fake")
    assert told.platform_url == "https://exams.example.org"
    path = f"/api/edx_proctoring/proctoring_launch_callback/start_exam/{attempt.code}"
    assert told.launch_url == "https://exams.example.org" + path
    assert (told.time_limit_mins, told.requested_at, told.is_sample_attempt) == (90, T0, False)


def test_a_site_without_https_says_so(vendor: FakeVendor, settings) -> None:
    settings.HTTPS, settings.SITE_NAME = "off", "localhost:8000"

    told = _registered_as(vendor, make_attempt(external_id=None))

    assert told.launch_url.startswith("http://localhost:8000/api/")


def test_a_learner_without_a_name_has_their_username(vendor: FakeVendor) -> None:
    told = _registered_as(vendor, make_attempt(user=make_user("mononym"), external_id=None))

    assert told.learner.full_name == "mononym"


def test_without_a_policy_the_default_one_is_sent(vendor: FakeVendor) -> None:
    told = _registered_as(vendor, make_attempt(external_id=None))

    assert (told.review_policy, told.review_policy_exception) == ("Closed Book", "")


def test_policy_and_exception_are_sent(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    ReviewPolicy.objects.create(exam=attempt.exam, text="Open book\nNo phone")
    Allowance.objects.create(
        exam=attempt.exam, user=attempt.user, key="review_policy_exception", value="May use a magnifier"
    )

    told = _registered_as(vendor, attempt)

    assert told.review_policy == told.exam.review_policy == "Open book\nNo phone"
    assert told.review_policy_exception == "May use a magnifier"


@pytest.mark.parametrize(
    ("allowances", "minutes"),
    [
        ({"additional_time_granted": "10"}, 100),
        ({"time_multiplier": "1.5"}, 135),
        ({"additional_time_granted": "10", "time_multiplier": "2"}, 190),
    ],
)
def test_allowances_lengthen_the_exam(vendor: FakeVendor, allowances, minutes) -> None:
    attempt = make_attempt(make_exam(time_limit_mins=90), external_id=None)
    for key, value in allowances.items():
        Allowance.objects.create(exam=attempt.exam, user=attempt.user, key=key, value=value)

    told = _registered_as(vendor, attempt)

    assert told.time_limit_mins == minutes


def test_the_due_date_shortens_the_exam(vendor: FakeVendor) -> None:
    exam = make_exam(time_limit_mins=90, due_date=T0 + timedelta(minutes=30, seconds=59))

    told = _registered_as(vendor, make_attempt(exam, external_id=None))

    assert told.time_limit_mins == 30


def test_a_resumed_attempt_has_the_time_that_was_saved(vendor: FakeVendor) -> None:
    told = _registered_as(vendor, make_attempt(external_id=None, saved_seconds=1259))

    assert told.time_limit_mins == 20


def test_the_vendors_id_is_kept(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)

    _registered_as(vendor, attempt)

    attempt.refresh_from_db()
    assert attempt.external_id == f"vendor-{attempt.code}"


def test_an_attempt_with_an_id_is_not_registered_again(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id="there")

    state = runner().run(registration(attempt).pk)

    assert state == EffectState.DONE
    assert vendor.calls == []


def test_of_two_answers_the_first_counts(vendor: FakeVendor) -> None:
    attempt = make_attempt(external_id=None)
    vendor.before["register_attempt"] = lambda: Attempt.everything.update(external_id="first")

    _registered_as(vendor, attempt)

    attempt.refresh_from_db()
    assert attempt.external_id == "first"


@pytest.mark.parametrize("fields", [{"status": Status.DECLINED}, {"removed_at": T0}])
def test_an_attempt_that_is_over_is_not_registered(vendor: FakeVendor, fields) -> None:
    effect = registration(make_attempt(external_id=None, **fields))

    state = runner().run(effect.pk)

    assert state == EffectState.DONE
    assert vendor.calls == []


def test_who_has_to_onboard_first_is_told_so(vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = OnboardingRequired(Status.ONBOARDING_MISSING)
    effect = registration()

    state = runner().run(effect.pk)

    logged = effect.attempt.transitions.get()
    assert state == EffectState.DONE
    assert Attempt.everything.get().status == Status.ONBOARDING_MISSING
    assert (logged.actor, logged.correlation_id) == (Actor.SYSTEM, effect.correlation_id)


def test_follow_ups_of_a_registration_are_written_down(vendor: FakeVendor) -> None:
    vendor.follow_ups = (POLL,)
    attempt = make_attempt(external_id=None)

    _registered_as(vendor, attempt)

    wish = Effect.objects.get(kind=Kind.FOLLOW_UP)
    assert wish.key == f"follow_up:{attempt.pk}:poll:1"
    assert wish.payload == {"name": "poll", "payload": {"step": 1}, "number": 1}
    assert wish.next_at == T0 + timedelta(seconds=30)


def test_a_change_is_told_as_it_was(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    effect = notification(attempt, Status.STARTED)

    runner().run(effect.pk)

    change = vendor.called("notify_attempt")[0]
    assert (change.from_status, change.to_status, change.attempt.status) == (None, Status.STARTED, Status.STARTED)
    assert (change.attempt.external_id, change.actor) == (attempt.external_id, Actor.LEARNER)
    assert (change.changed_at, change.correlation_id) == (T0, "c-1")


def test_without_a_registration_there_is_nobody_to_tell(vendor: FakeVendor) -> None:
    effect = notification(make_attempt(external_id=None))

    state = runner().run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.DONE
    assert effect.result == {"skipped": "the attempt is not registered"}
    assert vendor.calls == []


def test_a_vendor_that_is_down_hears_of_the_change_later(vendor: FakeVendor) -> None:
    vendor.raises["notify_attempt"] = BackendUnreachable("fake does not answer.", backend="fake")
    effect, clock = notification(make_attempt()), FakeClock()
    runner(clock).run(effect.pk)
    vendor.raises.clear()
    clock.advance(15)

    report = runner(clock).run_due()

    assert report.done == 1
    assert vendor.counts["notify_attempt"] == 2


def _exam_effect(exam: Exam, backend: str = "fake", external_id: str | None = None) -> Effect:
    payload = {"exam_id": exam.pk, "external_id": external_id}
    return written(Kind.VENDOR_EXAM, payload=payload, backend=backend, lane=f"exam:{exam.pk}")


def test_an_exam_is_sent_and_its_id_kept() -> None:
    exam = make_exam()
    with using_fake_backend(capabilities=[Capability.EXAMS]) as vendor:
        runner().run(_exam_effect(exam).pk)

    exam.refresh_from_db()
    assert vendor.called("register_exam")[0].is_active
    assert exam.external_id == f"vendor-exam-{exam.pk}"


def test_an_exam_that_is_no_longer_proctored_is_sent_as_inactive() -> None:
    exam = make_exam(is_proctored=False, external_id="known")
    with using_fake_backend(capabilities=[Capability.EXAMS]) as vendor:
        runner().run(_exam_effect(exam).pk)

    sent = vendor.called("register_exam")[0]
    assert (sent.is_active, sent.external_id) == (False, "known")


def test_the_backend_that_an_exam_has_left_hears_of_it_and_its_id_is_not_kept() -> None:
    exam = make_exam(backend="other", external_id="new")
    with using_fake_backend("fake", "other", capabilities=[Capability.EXAMS]) as vendor:
        runner().run(_exam_effect(exam, "fake", "old").pk)

    sent = vendor.called("register_exam")[0]
    exam.refresh_from_db()
    assert (sent.backend, sent.external_id, sent.is_active) == ("fake", "old", False)
    assert exam.external_id == "new"


def test_a_vendor_that_keeps_no_exams_is_not_asked(vendor: FakeVendor) -> None:
    state = runner().run(_exam_effect(make_exam()).pk)

    assert state == EffectState.DONE
    assert vendor.calls == []
