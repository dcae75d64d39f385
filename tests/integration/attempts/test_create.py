"""Making an attempt: registration, collisions, refusals."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.queries import get_attempt
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.states import discard
from proctoring_host.errors import (
    AttemptExists,
    AttemptPastDue,
    BackendAnswerInvalid,
    BackendUnavailable,
    BackendUnreachable,
    ExamNotFound,
    FeatureDisabled,
    InvalidValue,
    OnboardingRequired,
    RegistrationRefused,
    TransitionRefused,
    UserNotFound,
)
from proctoring_host.models import Attempt, Effect, EffectState, ReviewPolicy
from proctoring_host.registry import get_registry
from tests.factories import (
    COURSE,
    T0,
    cause,
    make_attempt,
    make_exam,
    make_practice_exam,
    make_timed_exam,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

# Later than the moment at which a test makes its first attempt.
MUCH_LATER = datetime(2100, 1, 1, tzinfo=UTC)


def verbose_name(backend):
    return get_registry().backend(backend).verbose_name


def create(exam, user, *, proctored=True, at=T0):
    return create_attempt(exam.pk, user.pk, taking_as_proctored=proctored, cause=cause(at=at, user=user))


def test_a_timed_exam_needs_no_vendor(vendor):
    exam, user = make_timed_exam(), make_user()

    attempt = create(exam, user, proctored=False)

    assert (attempt.status, attempt.backend, attempt.external_id) == (Status.CREATED, "", None)
    assert attempt.live_key == f"{user.pk}:{exam.pk}"
    assert attempt.code == attempt.code.upper()
    assert vendor.calls == []


def test_a_proctored_attempt_is_registered_after_its_commit(vendor):
    exam, user = make_exam(), make_user()
    policy = ReviewPolicy.objects.create(exam=exam, text="Only a pencil.")
    committed = []
    vendor.before["register_attempt"] = lambda: committed.append(
        (transaction.get_connection().in_atomic_block, Attempt.objects.get().external_id)
    )

    attempt = create(exam, user)

    assert committed == [(False, None)]
    assert attempt.external_id == f"vendor-{attempt.code}"
    assert attempt.review_policy_id == policy.pk
    [registration] = vendor.called("register_attempt")
    assert (registration.attempt_code, registration.review_policy) == (attempt.code, "Only a pencil.")


def test_the_beginning_of_an_attempt_is_logged():
    user = make_user()

    attempt = create(make_timed_exam(), user, proctored=False)

    [entry] = attempt.transitions.all()
    assert (entry.from_status, entry.to_status, entry.actor, entry.actor_user, entry.at) == (
        "",
        Status.CREATED,
        Actor.LEARNER,
        user,
        T0,
    )


def test_a_request_from_before_the_commit_gets_the_same_attempt(vendor):
    exam, user = make_exam(), make_user()
    first = create(exam, user)

    second = create(exam, user)

    assert second.pk == first.pk
    assert len(vendor.called("register_attempt")) == 1


def test_a_later_request_is_refused_with_the_sentence_clients_know():
    exam, user = make_timed_exam(), make_user()
    create(exam, user, proctored=False)

    with pytest.raises(AttemptExists) as refused:
        create(exam, user, proctored=False, at=MUCH_LATER)

    assert refused.value.detail == (
        f"Cannot create new exam attempt for exam_id={exam.pk} and user_id={user.pk} "
        f"in course_id={COURSE} because it already exists!"
    )


def test_an_overdue_attempt_is_settled_although_the_request_is_refused():
    exam, user = make_timed_exam(), make_user()
    attempt = make_attempt(exam, user, Status.STARTED)

    with pytest.raises(AttemptExists):
        create(exam, user, proctored=False, at=MUCH_LATER)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == (Status.SUBMITTED, attempt.deadline_at)


@pytest.mark.parametrize(
    ("raised", "expected", "http_status"),
    [
        (BackendUnreachable("No answer.", backend="fake"), BackendUnreachable, 503),
        (RegistrationRefused("It said no.", backend="fake", vendor_status=422), RegistrationRefused, 422),
        (BackendAnswerInvalid("It sent HTML.", backend="fake"), BackendAnswerInvalid, 502),
        (ZeroDivisionError("a bug of the plugin"), BackendUnreachable, 503),
    ],
)
def test_a_failed_registration_keeps_the_attempt_and_says_so(vendor, raised, expected, http_status):
    exam, user = make_exam(), make_user()
    vendor.raises["register_attempt"] = raised

    with pytest.raises(expected) as failed:
        create(exam, user)

    kept = Attempt.objects.get(user=user)
    assert failed.value.http_status == http_status
    assert failed.value.detail == (
        f"Attempt {kept.code} could not be registered for proctoring with {verbose_name('fake')}; "
        "nothing is lost, so please try again in a moment or later."
    )
    assert (kept.status, kept.external_id) == (Status.CREATED, None)
    assert Effect.objects.get(key=f"register:{kept.pk}").state == EffectState.PENDING


def test_what_the_vendor_said_is_for_operators(vendor, caplog):
    vendor.raises["register_attempt"] = BackendAnswerInvalid("It sent HTML. Check the_endpoint.", backend="fake")

    with pytest.raises(BackendAnswerInvalid) as failed:
        create(make_exam(), make_user())

    assert "the_endpoint" not in failed.value.detail
    assert Effect.objects.get(kind="vendor_register").last_error == "It sent HTML. Check the_endpoint."
    assert "It sent HTML. Check the_endpoint." in caplog.text


def test_an_unavailable_backend_keeps_the_attempt_too():
    exam, user = make_exam(backend="gone"), make_user()

    with pytest.raises(BackendUnavailable):
        create(exam, user)

    assert Attempt.objects.get(user=user).status == Status.CREATED


def test_the_next_request_tries_a_failed_registration_again(vendor):
    exam, user = make_exam(), make_user()
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    with pytest.raises(BackendUnreachable):
        create(exam, user)
    del vendor.raises["register_attempt"]

    attempt = create(exam, user, at=MUCH_LATER)

    assert attempt.external_id == f"vendor-{attempt.code}"
    assert {call.attempt_code for call in vendor.called("register_attempt")} == {attempt.code}
    assert Attempt.objects.count() == 1


def test_the_next_request_revives_a_registration_that_was_given_up(vendor):
    exam, user = make_exam(), make_user()
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=True)
    with pytest.raises(RegistrationRefused):
        create(exam, user)
    assert Effect.objects.get(kind="vendor_register").state == EffectState.DEAD
    with pytest.raises(RegistrationRefused):
        create(exam, user, at=MUCH_LATER)
    del vendor.raises["register_attempt"]

    attempt = create(exam, user, at=MUCH_LATER)

    assert attempt.external_id == f"vendor-{attempt.code}"


@pytest.mark.parametrize("state", [EffectState.PENDING, EffectState.DEAD])
def test_the_next_request_revives_a_registration_that_was_discarded(vendor, state):
    exam, user = make_exam(), make_user()
    vendor.raises["register_attempt"] = RegistrationRefused("No.", backend="fake", final=state == EffectState.DEAD)
    with pytest.raises(RegistrationRefused):
        create(exam, user)
    effect = Effect.objects.get(kind="vendor_register", state=state)
    assert discard(effect.pk)
    del vendor.raises["register_attempt"]

    attempt = create(exam, user, at=MUCH_LATER)

    effect.refresh_from_db()
    assert attempt.external_id == f"vendor-{attempt.code}"
    assert (effect.state, effect.tries) == (EffectState.DONE, 1)


def test_a_registration_that_runs_elsewhere_is_left_alone(vendor):
    exam, user = make_exam(), make_user()
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    with pytest.raises(BackendUnreachable):
        create(exam, user)
    Effect.objects.filter(kind="vendor_register").update(
        state=EffectState.RUNNING, leased_until=datetime.now(UTC) + timedelta(minutes=5), lease_token="elsewhere.1.a.b"
    )

    attempt = create(exam, user, at=MUCH_LATER)

    assert attempt.external_id is None
    assert len(vendor.called("register_attempt")) == 1


def test_without_inline_effects_the_worker_registers(vendor, settings):
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    exam, user = make_exam(), make_user()

    first = create(exam, user)
    second = create(exam, user, at=MUCH_LATER)

    assert (first.pk, first.external_id) == (second.pk, None)
    assert vendor.calls == []


def test_within_a_transaction_of_the_caller_the_vendor_waits_for_its_commit(vendor):
    exam, user = make_exam(), make_user()

    with transaction.atomic():
        attempt = create(exam, user)
        assert (attempt.external_id, vendor.calls) == (None, [])

    assert get_attempt(attempt.pk).external_id == f"vendor-{attempt.code}"


def test_a_vendor_that_wants_onboarding_moves_the_attempt_there(vendor):
    vendor.raises["register_attempt"] = OnboardingRequired(Status.ONBOARDING_MISSING)

    attempt = create(make_exam(), make_user())

    assert attempt.status == Status.ONBOARDING_MISSING
    assert attempt.transitions.last().actor == Actor.SYSTEM


def test_taken_without_proctoring_it_is_declined_at_once(vendor):
    attempt = create(make_exam(), make_user(), proctored=False)

    assert (attempt.status, attempt.taking_as_proctored, attempt.backend) == (Status.DECLINED, False, "")
    assert vendor.calls == []


def test_declined_prerequisites_decline_the_exam(monkeypatch, vendor):
    from dataclasses import replace

    from proctoring_host import platform

    exam, user = make_exam(), make_user()

    class Credit:
        def requirements(self, user_id, course_id):
            return [
                {"namespace": "reverification", "name": "first", "order": 1, "status": "declined"},
                {"namespace": "proctored_exam", "name": exam.content_id, "order": 2, "status": None},
            ]

    with_credit = replace(platform.get(), credit=Credit())
    monkeypatch.setattr(platform, "get", lambda: with_credit)

    attempt = create(exam, user)

    assert attempt.status == Status.DECLINED
    assert vendor.calls == []


def test_a_practice_is_never_taken_without_proctoring():
    with pytest.raises(InvalidValue) as refused:
        create(make_practice_exam(), make_user(), proctored=False)

    assert refused.value.field == "attempt_proctored"


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED, Status.ERROR])
def test_a_finished_practice_gives_way_and_keeps_its_status(status):
    exam, user = make_practice_exam(), make_user()
    old = make_attempt(exam, user, status)

    new = create(exam, user, at=MUCH_LATER)

    old.refresh_from_db()
    assert (old.status, old.live_key) == (status, None)
    assert (new.status, new.is_sample_attempt, new.live_key) == (Status.CREATED, True, f"{user.pk}:{exam.pk}")


def test_an_unfinished_practice_is_set_aside_for_a_new_one():
    exam, user = make_practice_exam(), make_user()
    old = make_attempt(exam, user, Status.READY_TO_START)

    new = create(exam, user, at=MUCH_LATER)

    old.refresh_from_db()
    assert (old.status, old.live_key) == (Status.ONBOARDING_RESET, None)
    assert new.pk != old.pk


def test_a_running_practice_stays():
    exam, user = make_practice_exam(), make_user()
    make_attempt(exam, user, Status.STARTED, deadline_at=MUCH_LATER + timedelta(hours=1))

    with pytest.raises(AttemptExists):
        create(exam, user, at=MUCH_LATER)


@pytest.mark.parametrize(
    ("make", "http_status"), [(make_exam, 403), (make_practice_exam, 400)], ids=["proctored", "practice"]
)
def test_nothing_is_registered_past_due(make, http_status, vendor):
    exam = make(due_date=T0)

    with pytest.raises(AttemptPastDue) as refused:
        create(exam, make_user())

    assert refused.value.http_status == http_status
    assert not Attempt.objects.exists()
    assert vendor.calls == []


def test_a_timed_exam_past_due_may_be_entered():
    attempt = create(make_timed_exam(due_date=T0), make_user(), proctored=False)

    assert attempt.status == Status.CREATED


def test_unknown_and_inactive_exams_unknown_users_and_a_feature_switched_off_are_refused(settings):
    exam, user = make_exam(), make_user()
    inactive = make_exam(is_active=False)

    with pytest.raises(ExamNotFound):
        create_attempt(987654321, user.pk, taking_as_proctored=True, cause=cause())
    with pytest.raises(ExamNotFound):
        create(inactive, user)
    with pytest.raises(UserNotFound):
        create_attempt(exam.pk, 987654321, taking_as_proctored=True, cause=cause())
    settings.FEATURES = {"ENABLE_SPECIAL_EXAMS": False}
    with pytest.raises(FeatureDisabled) as refused:
        create(exam, user)

    assert refused.value.http_status == 404
    assert not Attempt.objects.exists()


def test_an_attempt_that_nobody_will_register_is_answered_as_it_is():
    attempt = make_attempt(external_id=None)

    assert create(attempt.exam, attempt.user, at=MUCH_LATER).pk == attempt.pk


def test_who_may_not_decline_for_a_learner_cannot_do_it_by_making_an_attempt():
    exam, user = make_exam(), make_user()

    with pytest.raises(TransitionRefused):
        create_attempt(exam.pk, user.pk, taking_as_proctored=False, cause=cause(Actor.VENDOR))

    assert not Attempt.objects.exists()
