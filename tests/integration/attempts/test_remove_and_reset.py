"""Removal by staff, the practice reset of a learner, resumption, acknowledgement."""

from datetime import UTC, datetime, timedelta

import pytest

from proctoring_host.attempts.acknowledge import acknowledge
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.error import report_error
from proctoring_host.attempts.queries import current_attempt
from proctoring_host.attempts.remove import remove_attempt, remove_attempts
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.attempts.resume import mark_ready_to_resume
from proctoring_host.attempts.start import start_attempt
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.errors import (
    AttemptExists,
    AttemptNotFound,
    AttemptPastDue,
    BackendUnreachable,
    FeatureDisabled,
    RemovalFailed,
    TransitionRefused,
)
from proctoring_host.models import Attempt, Effect, EffectState, Review
from tests.factories import T0, cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.integration.attempts.test_create import MUCH_LATER

pytestmark = pytest.mark.django_db(transaction=True)
UNREACHABLE = BackendUnreachable("No answer.", backend="fake")


def by_staff(**fields):
    return cause(Actor.STAFF, **fields)


def test_an_attempt_is_removed_at_its_vendor_and_then_here(vendor):
    attempt = make_attempt(status=Status.SUBMITTED)
    Review.objects.create(attempt=attempt, attempt_code=attempt.code, backend="fake", status=ReviewStatus.PASSED)
    still_here = []
    vendor.before["remove_attempt"] = lambda: still_here.append(Attempt.objects.filter(pk=attempt.pk).exists())

    removed = remove_attempt(attempt.pk, cause=by_staff(reason="asked for by the learner"))

    assert still_here == [True]
    assert (removed.removed_at, removed.live_key, removed.status) == (T0, None, Status.SUBMITTED)
    assert [data.external_id for data in vendor.called("remove_attempt")] == [attempt.external_id]
    assert not Review.objects.get().is_active
    assert removed.transitions.get().reason == "Removed: asked for by the learner"
    with pytest.raises(AttemptNotFound):
        remove_attempt(attempt.pk, cause=by_staff())


@pytest.mark.parametrize("misbehave", [{"raises": {"remove_attempt": UNREACHABLE}}, {"removes": False}])
def test_what_the_vendor_keeps_stays_here(vendor, misbehave):
    attempt = make_attempt()
    for name, value in misbehave.items():
        setattr(vendor, name, value)

    with pytest.raises(RemovalFailed) as failed:
        remove_attempt(attempt.pk, cause=by_staff())

    assert failed.value.http_status == 502
    assert Attempt.objects.get(pk=attempt.pk).live_key
    assert not attempt.transitions.exists()


def test_an_attempt_no_vendor_knows_is_removed_without_a_call(vendor):
    vendor.raises["register_attempt"] = UNREACHABLE
    exam, user = make_exam(), make_user()
    with pytest.raises(BackendUnreachable):
        create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause())

    removed = remove_attempt(Attempt.objects.get().pk, cause=by_staff())

    assert removed.removed_at == T0
    assert vendor.called("remove_attempt") == []
    assert Effect.objects.get(kind="vendor_register").state == EffectState.DISCARDED


def test_an_attempt_that_is_just_being_registered_stays(vendor):
    vendor.raises["register_attempt"] = UNREACHABLE
    exam, user = make_exam(), make_user()
    with pytest.raises(BackendUnreachable):
        create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause())
    Effect.objects.filter(kind="vendor_register").update(
        state=EffectState.RUNNING, leased_until=T0 + timedelta(minutes=5)
    )

    with pytest.raises(RemovalFailed):
        remove_attempt(Attempt.objects.get().pk, cause=by_staff())

    assert Attempt.objects.get().live_key


def test_an_attempt_registered_in_the_last_moment_is_removed_at_the_vendor_too(vendor, monkeypatch):
    from proctoring_host.attempts import remove

    attempt = make_attempt()
    Attempt.everything.filter(pk=attempt.pk).update(external_id=None)
    lock = remove.lock

    def lock_after_the_registration(attempt_id):
        Attempt.everything.filter(pk=attempt_id).update(external_id="just-now")
        return lock(attempt_id)

    monkeypatch.setattr(remove, "lock", lock_after_the_registration)

    remove_attempt(attempt.pk, cause=by_staff())

    assert [data.external_id for data in vendor.called("remove_attempt")] == ["just-now"]


def test_all_attempts_at_an_exam_go_the_oldest_first():
    exam, user = make_exam(), make_user()
    old = make_attempt(exam, user, Status.ERROR, live_key=None)
    new = make_attempt(exam, user)

    removed = remove_attempts(exam.pk, user.pk, cause=by_staff())

    assert [attempt.pk for attempt in removed] == [old.pk, new.pk]
    assert current_attempt(user.pk, exam.pk) is None
    with pytest.raises(AttemptNotFound):
        remove_attempts(exam.pk, user.pk, cause=by_staff())


def test_after_a_removal_the_learner_can_begin_again():
    attempt = make_attempt(status=Status.REJECTED)
    remove_attempt(attempt.pk, cause=by_staff())

    fresh = create_attempt(attempt.exam_id, attempt.user_id, taking_as_proctored=True, cause=cause())

    assert fresh.pk != attempt.pk


def test_a_practice_is_reset_and_followed_by_a_new_attempt():
    attempt = make_attempt(make_practice_exam(), status=Status.ERROR)

    new = reset_practice(attempt.pk, cause=cause())

    attempt.refresh_from_db()
    assert (attempt.status, attempt.live_key) == (Status.ONBOARDING_RESET, None)
    assert (new.status, new.external_id) == (Status.CREATED, f"vendor-{new.code}")


def test_resetting_twice_answers_with_the_same_new_attempt(vendor):
    attempt = make_attempt(make_practice_exam(), status=Status.ERROR)
    new = reset_practice(attempt.pk, cause=cause())

    assert reset_practice(attempt.pk, cause=cause(at=MUCH_LATER)).pk == new.pk
    assert len(vendor.called("register_attempt")) == 1


def test_a_reset_that_lost_its_new_attempt_makes_one():
    attempt = make_attempt(make_practice_exam(), status=Status.VERIFIED, live_key=None)
    lost = make_attempt(make_practice_exam(), status=Status.ERROR)
    Attempt.everything.filter(pk=lost.pk).update(status=Status.ONBOARDING_RESET, live_key=None)

    with pytest.raises(TransitionRefused):
        reset_practice(attempt.pk, cause=cause())
    new = reset_practice(lost.pk, cause=cause())

    assert (new.status, new.exam_id) == (Status.CREATED, lost.exam_id)


@pytest.mark.parametrize("reachable", [True, False])
def test_a_submitted_practice_is_removed_even_when_the_vendor_is_down(vendor, reachable):
    if not reachable:
        vendor.raises["remove_attempt"] = UNREACHABLE
    attempt = make_attempt(make_practice_exam(), status=Status.SUBMITTED)

    new = reset_practice(attempt.pk, cause=cause())

    assert Attempt.everything.get(pk=attempt.pk).removed_at == T0
    assert len(vendor.called("remove_attempt")) == 1
    assert current_attempt(attempt.user_id, attempt.exam_id).pk == new.pk


def test_a_submitted_practice_no_vendor_knows_is_removed_without_a_call(vendor):
    attempt = make_attempt(make_practice_exam(), status=Status.SUBMITTED, external_id=None)

    reset_practice(attempt.pk, cause=cause())

    assert Attempt.everything.get(pk=attempt.pk).removed_at == T0
    assert vendor.called("remove_attempt") == []


def test_removing_what_goes_meanwhile_is_done_once(vendor):
    attempt = make_attempt()
    vendor.before["remove_attempt"] = lambda: Attempt.everything.filter(pk=attempt.pk).update(removed_at=T0)

    removed = remove_attempt(attempt.pk, cause=by_staff(at=MUCH_LATER))

    assert removed.removed_at == T0
    assert not attempt.transitions.exists()


@pytest.mark.parametrize("status", [Status.STARTED, Status.READY_TO_SUBMIT, Status.VERIFIED])
def test_a_practice_that_runs_or_was_passed_is_not_reset(status):
    attempt = make_attempt(make_practice_exam(), status=status)

    with pytest.raises(TransitionRefused):
        reset_practice(attempt.pk, cause=cause())

    assert Attempt.objects.get().status == status


def test_only_a_practice_is_reset():
    with pytest.raises(TransitionRefused, match="practice"):
        reset_practice(make_attempt(status=Status.ERROR).pk, cause=cause())


def test_a_practice_past_due_is_not_given_up_for_nothing():
    attempt = make_attempt(make_practice_exam(due_date=T0), status=Status.ERROR)

    with pytest.raises(AttemptPastDue):
        reset_practice(attempt.pk, cause=cause())

    assert Attempt.objects.get().status == Status.ERROR


def test_a_broken_attempt_is_resumed_with_the_time_that_was_left():
    attempt = make_attempt(make_exam(time_limit_mins=60), status=Status.STARTED)
    report_error(attempt.pk, cause=cause(at=T0 + timedelta(minutes=45)), detail="lost power")
    marked = mark_ready_to_resume(attempt.pk, cause=by_staff())

    new = create_attempt(attempt.exam_id, attempt.user_id, taking_as_proctored=True, cause=cause(at=MUCH_LATER))

    attempt.refresh_from_db()
    assert marked.ready_to_resume
    assert (attempt.status, attempt.resumed, attempt.ready_to_resume, attempt.live_key) == ("error", True, False, None)
    assert (new.saved_seconds, new.status) == (900, Status.CREATED)
    Attempt.everything.filter(pk=new.pk).update(status=Status.READY_TO_START, external_id="theirs")
    assert start_attempt(new.pk, cause=cause()).deadline_at == T0 + timedelta(minutes=15)


def test_nothing_saved_is_the_whole_time_and_zero_saved_is_none():
    whole = make_attempt(make_exam(time_limit_mins=60), status=Status.READY_TO_START, saved_seconds=None)
    nothing = make_attempt(make_exam(time_limit_mins=60), status=Status.READY_TO_START, saved_seconds=0)

    assert start_attempt(whole.pk, cause=cause()).allowed_seconds == 3600
    assert start_attempt(nothing.pk, cause=cause()).allowed_seconds == 0


def test_marking_twice_changes_nothing():
    attempt = make_attempt(status=Status.ERROR, is_resumable=True)
    mark_ready_to_resume(attempt.pk, cause=by_staff())
    mark_ready_to_resume(attempt.pk, cause=by_staff())

    assert attempt.transitions.count() == 1


def test_only_a_resumable_attempt_is_made_ready():
    with pytest.raises(TransitionRefused) as refused:
        mark_ready_to_resume(make_attempt(status=Status.SUBMITTED).pk, cause=by_staff())

    assert refused.value.code == "not_resumable"


def test_an_attempt_that_was_made_good_again_is_not_resumed():
    exam, user = make_exam(), make_user()
    make_attempt(exam, user, Status.VERIFIED, is_resumable=True, ready_to_resume=True)

    with pytest.raises(AttemptExists):
        create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause(at=MUCH_LATER))


def test_a_practice_that_was_made_good_again_is_repeated_with_the_whole_time():
    old = make_attempt(
        make_practice_exam(), status=Status.VERIFIED, is_resumable=True, ready_to_resume=True, saved_seconds=60
    )

    new = create_attempt(old.exam_id, old.user_id, taking_as_proctored=True, cause=cause(at=MUCH_LATER))

    old.refresh_from_db()
    assert (new.saved_seconds, old.resumed) == (None, False)


def test_a_result_is_acknowledged_once_where_results_are_shown(settings):
    attempt = make_attempt(status=Status.VERIFIED)
    with pytest.raises(FeatureDisabled) as refused:
        acknowledge(attempt.pk, cause=cause())
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True

    acknowledge(attempt.pk, cause=cause())
    acknowledged = acknowledge(attempt.pk, cause=cause(at=datetime(2026, 2, 1, tzinfo=UTC)))

    assert (refused.value.http_status, refused.value.detail) == (404, "Cannot update attempt review status")
    assert acknowledged.is_status_acknowledged
    assert attempt.transitions.count() == 1


def test_a_removed_attempt_is_not_acknowledged(settings):
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True

    with pytest.raises(AttemptNotFound):
        acknowledge(make_attempt(removed_at=T0).pk, cause=cause())
