"""From created to submitted, with the clock, the log and the effects on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.download import click_download
from proctoring_host.attempts.due import recompute_deadline
from proctoring_host.attempts.error import LONGEST_DETAIL, report_error
from proctoring_host.attempts.launch import launch
from proctoring_host.attempts.queries import seconds_left
from proctoring_host.attempts.ready import mark_ready
from proctoring_host.attempts.staff import set_status
from proctoring_host.attempts.start import start_attempt
from proctoring_host.attempts.stop import stop_attempt
from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.attempts.timeout import settle
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.sweep import sweep_overdue
from proctoring_host.errors import AttemptNotFound, FeatureDisabled, TransitionRefused
from proctoring_host.models import Allowance, AllowanceKey, Attempt, Effect, Transition
from tests.factories import (
    T0,
    FakeClock,
    cause,
    make_attempt,
    make_exam,
    make_practice_exam,
    make_timed_exam,
    make_user,
)
from tests.fake_backend import LISTENER, using_fake_backend

pytestmark = pytest.mark.django_db


def kinds_of(attempt: Attempt) -> list[str]:
    return sorted(Effect.objects.filter(attempt=attempt).values_list("kind", flat=True))


def test_a_timed_exam_goes_from_start_to_submission():
    clock = FakeClock()
    attempt = make_attempt(make_timed_exam(time_limit_mins=60))

    started = start_attempt(attempt.pk, cause=cause(at=clock()))
    stopped = stop_attempt(attempt.pk, cause=cause(at=clock.advance(600)))
    resumed = start_attempt(attempt.pk, cause=cause(at=clock.advance(60)))
    submitted = submit_attempt(attempt.pk, cause=cause(at=clock.advance(60)))

    assert (started.started_at, started.allowed_seconds) == (T0, 3600)
    assert started.deadline_at == T0 + timedelta(hours=1)
    assert (stopped.status, resumed.status) == (Status.READY_TO_SUBMIT, Status.STARTED)
    assert (resumed.started_at, resumed.deadline_at) == (started.started_at, started.deadline_at)
    assert (submitted.status, submitted.completed_at) == (Status.SUBMITTED, clock())
    logged = attempt.transitions.values_list("from_status", "to_status", "actor")
    assert list(logged) == [
        ("created", "started", "learner"),
        ("started", "ready_to_submit", "learner"),
        ("ready_to_submit", "started", "learner"),
        ("started", "submitted", "learner"),
    ]


def test_a_proctored_exam_is_set_up_by_learner_and_vendor_before_it_starts():
    attempt = make_attempt()
    with pytest.raises(TransitionRefused) as refused:
        start_attempt(attempt.pk, cause=cause())

    clicked = click_download(attempt.pk, cause=cause())
    ready = mark_ready(attempt.pk, cause=cause(Actor.VENDOR))
    started = start_attempt(attempt.pk, cause=cause())

    assert refused.value.code == "not_ready"
    assert [clicked.status, ready.status, started.status] == ["download_software_clicked", "ready_to_start", "started"]


def test_vendor_mail_and_observers_hear_of_a_submission_in_their_lanes():
    attempt = make_attempt(status=Status.STARTED)

    with using_fake_backend(installed=[LISTENER]):
        submit_attempt(attempt.pk, cause=cause(at=T0))

    transition = attempt.transitions.get()
    effects = Effect.objects.filter(attempt=attempt).order_by("kind").values_list("key", "lane", "payload")
    shared = {"attempt_id": attempt.pk, "transition_id": transition.pk}
    assert list(effects) == [
        (f"mail:{transition.pk}", f"mail:{attempt.pk}", {**shared, "kind": "submitted"}),
        (f"observe:{transition.pk}", f"observers:{attempt.pk}", shared),
        (f"notify:{transition.pk}", f"attempt:{attempt.pk}", shared),
    ]


def test_going_on_after_a_stop_does_not_call_the_vendor_again():
    attempt = make_attempt(status=Status.READY_TO_SUBMIT)

    with using_fake_backend(installed=[LISTENER]):
        start_attempt(attempt.pk, cause=cause())

    assert kinds_of(attempt) == ["observers"]


def test_where_no_plugin_observes_nothing_is_written_for_observers():
    attempt = make_attempt(status=Status.READY_TO_SUBMIT)

    start_attempt(attempt.pk, cause=cause())

    assert kinds_of(attempt) == []


def test_a_practice_sends_no_mail():
    attempt = make_attempt(make_practice_exam(), status=Status.STARTED)

    submit_attempt(attempt.pk, cause=cause())

    assert "mail" not in kinds_of(attempt)


@pytest.mark.parametrize(
    ("action", "status", "actor"),
    [
        (submit_attempt, Status.SUBMITTED, Actor.LEARNER),
        (stop_attempt, Status.READY_TO_SUBMIT, Actor.LEARNER),
        (click_download, Status.DOWNLOAD_SOFTWARE_CLICKED, Actor.LEARNER),
        (launch, Status.READY_TO_START, Actor.LEARNER),
        (mark_ready, Status.READY_TO_START, Actor.VENDOR),
        (mark_ready, Status.VERIFIED, Actor.VENDOR),
    ],
)
def test_repeating_what_is_done_changes_nothing_and_tells_nobody(action, status, actor):
    attempt = make_attempt(status=status)
    before = Attempt.everything.values().get(pk=attempt.pk)

    again = action(attempt.pk, cause=cause(actor))

    assert again.status == status
    assert Attempt.everything.values().get(pk=attempt.pk) == before
    assert not Transition.objects.exists()
    assert not Effect.objects.exists()


def test_starting_a_running_attempt_is_refused_with_the_sentence_clients_know():
    attempt = make_attempt(status=Status.STARTED)

    with pytest.raises(TransitionRefused) as refused:
        start_attempt(attempt.pk, cause=cause())

    assert refused.value.detail == (
        f"Cannot start exam attempt for exam_id={attempt.exam_id} and user_id={attempt.user_id} "
        "because it has already started!"
    )


@pytest.mark.parametrize("make", [make_practice_exam, make_timed_exam])
def test_nothing_is_started_past_due(make):
    attempt = make_attempt(make(due_date=T0), status=Status.READY_TO_START)

    with pytest.raises(TransitionRefused) as refused:
        start_attempt(attempt.pk, cause=cause())

    assert refused.value.code == "past_due"


@pytest.mark.parametrize("reenter", [click_download, launch])
def test_setting_up_again_hands_a_running_attempt_in(reenter):
    attempt = make_attempt(status=Status.STARTED)

    assert reenter(attempt.pk, cause=cause()).status == Status.SUBMITTED


def test_the_launch_link_finishes_the_set_up():
    assert launch(make_attempt().pk, cause=cause()).status == Status.READY_TO_START


def test_news_of_a_finished_set_up_do_not_end_a_running_attempt():
    attempt = make_attempt(status=Status.STARTED)

    assert mark_ready(attempt.pk, cause=cause(Actor.VENDOR)).status == Status.STARTED


def test_allowances_and_the_due_date_make_the_deadline():
    exam, user = make_timed_exam(time_limit_mins=60, due_date=T0 + timedelta(minutes=100)), make_user()
    Allowance.objects.create(exam=exam, user=user, key=AllowanceKey.ADDITIONAL_TIME, value="15")
    granted = start_attempt(make_attempt(exam, user).pk, cause=cause())
    Allowance.objects.create(exam=exam, user=user, key=AllowanceKey.TIME_MULTIPLIER, value="2")

    clamped = recompute_deadline(granted, cause=cause(Actor.STAFF))

    assert granted.allowed_seconds == 75 * 60
    assert (clamped.allowed_seconds, clamped.deadline_at) == (100 * 60, exam.due_date)
    assert clamped.transitions.last().reason == "Deadline moved."


def test_a_deadline_that_stays_is_not_logged_and_one_that_is_over_is_not_moved():
    exam, user = make_timed_exam(), make_user()
    running = start_attempt(make_attempt(exam, user).pk, cause=cause())
    logged = running.transitions.count()

    recompute_deadline(running, cause=cause(Actor.STAFF))
    submit_attempt(running.pk, cause=cause())
    Allowance.objects.create(exam=exam, user=user, key=AllowanceKey.ADDITIONAL_TIME, value="15")
    after = recompute_deadline(running)

    assert after.deadline_at == running.deadline_at
    assert running.transitions.count() == logged + 1


def test_a_late_submission_finds_the_attempt_handed_in_as_of_its_deadline():
    attempt = make_attempt(status=Status.STARTED)
    late = attempt.deadline_at + timedelta(hours=1)

    submitted = submit_attempt(attempt.pk, cause=cause(at=late))

    assert (submitted.status, submitted.completed_at) == (Status.SUBMITTED, attempt.deadline_at)
    assert submitted.timed_out_at == attempt.deadline_at
    [entry] = attempt.transitions.all()
    assert (entry.actor, entry.actor_user, entry.at) == (Actor.CLOCK, None, late)


def test_a_refused_request_leaves_the_overdue_attempt_settled():
    attempt = make_attempt(status=Status.STARTED)

    with pytest.raises(TransitionRefused):
        stop_attempt(attempt.pk, cause=cause(at=attempt.deadline_at))

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED


def test_timed_out_is_kept_apart_where_the_site_wants_it(settings):
    settings.PROCTORING_SETTINGS = {"ALLOW_TIMED_OUT_STATE": True}
    attempt = make_attempt(status=Status.READY_TO_SUBMIT)

    settled = settle(attempt, cause(at=attempt.deadline_at))
    again = submit_attempt(attempt.pk, cause=cause(at=attempt.deadline_at))

    assert (settled.status, again.status) == (Status.TIMED_OUT, Status.TIMED_OUT)


def test_settling_an_attempt_with_time_left_asks_nothing(django_assert_num_queries):
    attempt = make_attempt(status=Status.STARTED)

    with django_assert_num_queries(0):
        assert settle(attempt, cause(at=T0)) is attempt


def test_settling_what_somebody_else_has_ended_changes_nothing():
    stale = make_attempt(status=Status.STARTED)
    Attempt.everything.filter(pk=stale.pk).update(status=Status.REJECTED)

    assert settle(stale, cause(at=stale.deadline_at)).status == Status.REJECTED


def test_the_sweep_ends_what_is_overdue_up_to_its_limit():
    now = T0 + timedelta(hours=10)
    overdue = [make_attempt(status=Status.STARTED, deadline_at=T0 + timedelta(minutes=n)) for n in (3, 1, 2)]
    make_attempt(status=Status.STARTED, deadline_at=now + timedelta(seconds=1))
    make_attempt(status=Status.STARTED, removed_at=T0)

    assert sweep_overdue(now, limit=2) == 2
    assert [Attempt.objects.get(pk=a.pk).status for a in overdue] == ["started", "submitted", "submitted"]
    assert sweep_overdue(now) == 1
    assert sweep_overdue(now) == 0


def test_an_error_saves_what_is_left_on_the_clock():
    attempt = make_attempt(make_exam(time_limit_mins=60), status=Status.STARTED)

    broken = report_error(attempt.pk, cause=cause(at=T0 + timedelta(minutes=20)), detail="lost\n  camera" + "x" * 2000)

    assert (broken.status, broken.saved_seconds, broken.is_resumable) == (Status.ERROR, 2400, True)
    assert broken.transitions.get().reason.startswith("lost camera")
    assert len(broken.transitions.get().reason) == LONGEST_DETAIL
    assert "vendor_notify" in kinds_of(attempt)


def test_an_error_before_the_start_saves_nothing():
    broken = report_error(make_attempt().pk, cause=cause(), detail="")

    assert (broken.status, broken.saved_seconds, broken.is_resumable) == (Status.ERROR, None, True)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED, Status.DECLINED, Status.ONBOARDING_MISSING])
def test_an_error_after_the_end_is_waved_through(status):
    attempt = make_attempt(status=status)

    assert report_error(attempt.pk, cause=cause(), detail="too late").status == status
    assert not Transition.objects.exists()


def test_an_attempt_spoilt_after_submission_keeps_what_was_left_then():
    attempt = make_attempt(make_exam(time_limit_mins=60), status=Status.SUBMITTED)

    broken = set_status(attempt.pk, Status.ERROR, cause=cause(Actor.STAFF, at=T0 + timedelta(days=1)))

    assert (broken.saved_seconds, broken.is_resumable) == (30 * 60, True)


def test_staff_settle_an_attempt_and_the_log_says_who_and_why():
    boss = make_user()
    attempt = make_attempt(status=Status.SUBMITTED)

    set_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF, user=boss, reason="A second person helped."))

    entry = attempt.transitions.get()
    assert (entry.actor, entry.actor_user, entry.reason) == (Actor.STAFF, boss, "A second person helped.")
    assert Effect.objects.get(kind="mail").payload["kind"] == "unsatisfactory"


def test_staff_may_time_an_attempt_out_before_its_deadline():
    attempt = make_attempt(status=Status.STARTED)
    early = T0 + timedelta(minutes=5)

    ended = set_status(attempt.pk, Status.TIMED_OUT, cause=cause(Actor.STAFF, at=early))

    assert (ended.status, ended.completed_at) == (Status.SUBMITTED, early)


def test_an_attempt_that_was_set_aside_is_never_live_again():
    old = make_attempt(make_practice_exam(), status=Status.ONBOARDING_RESET, live_key=None)

    with pytest.raises(TransitionRefused) as refused:
        set_status(old.pk, Status.CREATED, cause=cause(Actor.STAFF))

    assert refused.value.code == "superseded"


def test_nothing_starts_while_the_feature_is_switched_off(settings):
    settings.FEATURES = {"ENABLE_SPECIAL_EXAMS": False}

    with pytest.raises(FeatureDisabled):
        start_attempt(make_attempt(make_timed_exam()).pk, cause=cause())


def test_nobody_but_staff_sets_a_status():
    with pytest.raises(ValueError, match="learner"):
        set_status(make_attempt().pk, Status.VERIFIED, cause=cause(Actor.LEARNER))


def test_an_unknown_attempt_is_named():
    with pytest.raises(AttemptNotFound) as unknown:
        submit_attempt(987654321, cause=cause())

    assert "987654321" in unknown.value.detail


def test_a_removed_attempt_is_never_changed_again():
    attempt = make_attempt(status=Status.SUBMITTED, removed_at=T0, live_key=None)

    with pytest.raises(TransitionRefused) as refused:
        change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.VENDOR))

    assert refused.value.code == "archived"


def test_the_clock_of_a_running_attempt_is_never_negative():
    attempt = make_attempt(status=Status.STARTED)

    assert seconds_left(attempt, T0) == 90 * 60.0
    assert seconds_left(attempt, datetime(2100, 1, 1, tzinfo=UTC)) == 0
    assert seconds_left(make_attempt(), T0) == 0
