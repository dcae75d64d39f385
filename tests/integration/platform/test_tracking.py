"""Tracking events: their names, data and context."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from proctoring_host import data
from proctoring_host.allowances.bulk import set_allowances
from proctoring_host.allowances.remove import remove_allowance
from proctoring_host.allowances.set import set_allowance
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.announcements import track_attempt, track_revision
from proctoring_host.effects.kinds import Kind
from proctoring_host.exams import revisions
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.exams.update import update_exam
from proctoring_host.models import Effect, Revision, Transition
from proctoring_host.reviews.receive import receive_review
from proctoring_host.web.learner.view import get_student_view
from tests.factories import (
    COURSE,
    T0,
    FakeClock,
    cause,
    make_attempt,
    make_exam,
    make_practice_exam,
    make_timed_exam,
    make_user,
)
from tests.integration.effects.steps import runner
from tests.integration.platform import event_packages
from tests.integration.platform.event_packages import Tracker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vendor", "in_openedx")]
CONTENT = "block-v1:Demo+T1+2026+type@sequential+block@new"


@pytest.fixture
def tracker(monkeypatch) -> Tracker:
    made = Tracker()
    event_packages.installed(monkeypatch, event_packages.tracking_package(made))
    return made


def names(tracker: Tracker) -> list[str]:
    return [name.removeprefix("edx.special_exam.") for name, _ in tracker.events]


def change(attempt, to: Status, at: datetime = T0) -> None:
    change_status(attempt.pk, to, cause=cause(Actor.STAFF, at=at))
    runner(FakeClock(at)).run_due()


def about(exam) -> dict:
    return {
        "exam_id": exam.pk,
        "exam_content_id": exam.content_id,
        "exam_name": exam.exam_name,
        "exam_default_time_limit_mins": exam.time_limit_mins,
        "exam_is_proctored": exam.is_proctored,
        "exam_is_practice_exam": exam.is_practice_exam,
        "exam_is_active": exam.is_active,
    }


def test_a_change_of_an_attempt_is_named_after_the_status_and_holds_exam_and_attempt(tracker) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    change(attempt, Status.VERIFIED, T0 + timedelta(hours=1, milliseconds=500))

    ((name, event),) = tracker.events
    assert name == "edx.special_exam.proctored.attempt.verified"
    assert event == {
        **about(attempt.exam),
        "attempt_id": attempt.pk,
        "attempt_user_id": attempt.user_id,
        "attempt_started_at": T0.isoformat(),
        "attempt_completed_at": attempt.completed_at.isoformat(),
        "attempt_code": attempt.code,
        "attempt_allowed_time_limit_mins": 90,
        "attempt_status": "verified",
        "attempt_event_elapsed_time_secs": 3600.5,
    }


def test_the_context_of_an_event_is_course_and_organisation(tracker) -> None:
    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    context = {"course_id": COURSE, "org_id": "Demo"}
    assert tracker.contexts == [("edx.special_exam.proctored.attempt.verified", context)]


def test_a_new_attempt_that_was_never_started_has_no_times(tracker) -> None:
    create_attempt(make_exam().pk, make_user().pk, taking_as_proctored=True, cause=cause())
    runner().run_due()

    ((name, event),) = tracker.events
    assert name.endswith("proctored.attempt.created")
    assert (event["attempt_started_at"], event["attempt_allowed_time_limit_mins"]) == (None, None)
    assert event["attempt_event_elapsed_time_secs"] is None


@pytest.mark.parametrize(
    ("make", "kind"), [(make_timed_exam, "timed"), (make_exam, "proctored"), (make_practice_exam, "practice")]
)
def test_events_are_named_after_the_kind_of_exam(tracker, make, kind) -> None:
    change(make_attempt(make(), status=Status.STARTED), Status.SUBMITTED)

    assert names(tracker) == [f"{kind}.attempt.submitted"]


@pytest.mark.parametrize(
    ("flags", "kind"),
    [({"is_practice_exam": False}, "proctored"), ({"is_practice_exam": True, "is_proctored": False}, "timed")],
)
def test_events_of_an_attempt_are_named_after_its_exam_however_it_is_taken(tracker, flags, kind) -> None:
    attempt = make_attempt(make_exam(**flags), status=Status.STARTED, taking_as_proctored=False)

    change(attempt, Status.SUBMITTED)

    assert names(tracker) == [f"{kind}.attempt.submitted"]


def test_a_declined_exam_is_told_among_the_proctored_ones(tracker) -> None:
    change(make_attempt(), Status.DECLINED)

    assert names(tracker) == ["proctored.attempt.declined"]


def test_an_event_that_is_written_late_holds_the_attempt_as_far_as_it_had_come(tracker) -> None:
    attempt = create_attempt(make_timed_exam().pk, make_user().pk, taking_as_proctored=False, cause=cause())
    later = T0 + timedelta(minutes=1)
    change_status(attempt.pk, Status.STARTED, cause=cause(at=later))

    runner(FakeClock(later)).run_due()

    (_, created), (_, started) = tracker.events
    times = ("attempt_started_at", "attempt_allowed_time_limit_mins", "attempt_event_elapsed_time_secs")
    assert [created[name] for name in times] == [None, None, None]
    assert [started[name] for name in times] == [later.isoformat(), 90, 0]


def test_several_changes_are_told_in_order_each_with_its_own_status(tracker) -> None:
    attempt = make_attempt(status=Status.STARTED)
    for status in (Status.READY_TO_SUBMIT, Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED):
        change_status(attempt.pk, status, cause=cause(Actor.STAFF))

    runner().run_due()

    told = [event["attempt_status"] for _, event in tracker.events]
    assert told == ["ready_to_submit", "submitted", "second_review_required"]


def test_a_removal_is_told_as_deleted(tracker) -> None:
    remove_attempt(make_attempt(status=Status.SUBMITTED).pk, cause=cause(Actor.STAFF))
    runner().run_due()

    assert names(tracker) == ["proctored.attempt.deleted"]


@pytest.mark.parametrize(
    ("status", "told"), [(Status.SUBMITTED, "deleted"), (Status.ERROR, Status.ONBOARDING_RESET.value)]
)
def test_a_practice_that_is_reset_is_told(tracker, status, told) -> None:
    attempt = make_attempt(make_practice_exam(), status=status)

    reset_practice(attempt.pk, cause=cause())
    runner().run_due()

    expected = {f"practice.attempt.{told}", "practice.attempt.reset_practice_exam", "practice.attempt.created"}
    assert set(names(tracker)) == expected


def test_a_review_is_told_with_its_verdict_in_the_stored_words(tracker) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    review = data.Review(attempt_code=attempt.code, external_id=attempt.external_id, status=ReviewStatus.VIOLATION)

    receive_review(review, backend="fake", cause=cause(Actor.VENDOR))
    runner().run_due()

    events = dict(tracker.events)
    event = events["edx.special_exam.proctored.attempt.review_received"]
    assert (event["review_attempt_code"], event["review_status"]) == (attempt.code, "Rules Violation")
    assert event["attempt_id"] == attempt.pk


def test_an_exam_is_told_when_made_and_when_changed_as_it_was_then(tracker) -> None:
    spec = ExamSpec(course_id=COURSE, content_id=CONTENT, exam_name="First", time_limit_mins=30, backend="fake")
    exam = create_exam(spec, cause(Actor.STAFF))
    update_exam(exam.pk, {"exam_name": "Second", "time_limit_mins": 45}, cause(Actor.STAFF))
    update_exam(exam.pk, {"exam_name": "Third"}, cause(Actor.STAFF))

    runner().run_due()

    exam.refresh_from_db()
    assert names(tracker) == ["proctored.created", "proctored.updated", "proctored.updated"]
    first, second, third = (event for _, event in tracker.events)
    assert (first["exam_name"], first["exam_default_time_limit_mins"]) == ("First", 30)
    assert (second["exam_name"], second["exam_default_time_limit_mins"]) == ("Second", 45)
    assert third == about(exam)


def test_an_exam_and_an_attempt_whose_logs_have_the_same_number_are_both_told(tracker) -> None:
    attempt, number = make_attempt(), 1_000_000
    revision = Revision.objects.create(
        pk=number,
        kind="exam",
        object_id=attempt.exam_id,
        action="created",
        at=T0,
        values=revisions.values_of(attempt.exam),
    )
    entry = Transition.objects.create(pk=number, attempt=attempt, to_status="created", actor="learner", at=T0)
    with transaction.atomic():
        track_revision("created", revision, cause())
        track_attempt("created", entry, attempt, cause())

    runner().run_due()

    assert names(tracker) == ["proctored.created", "proctored.attempt.created"]


def test_an_exam_that_is_saved_without_a_change_is_not_told(tracker) -> None:
    exam = make_exam()

    update_exam(exam.pk, {"exam_name": exam.exam_name}, cause(Actor.STAFF))

    assert not Effect.objects.filter(kind=Kind.TRACKING).exists()


def test_an_allowance_is_told_when_made_changed_and_deleted(tracker) -> None:
    exam, learner = make_timed_exam(), make_user()
    set_allowance(exam.pk, learner.pk, "additional_time_granted", "10", cause(Actor.STAFF))
    set_allowance(exam.pk, learner.pk, "additional_time_granted", "20", cause(Actor.STAFF))
    remove_allowance(exam.pk, learner.pk, "additional_time_granted", cause(Actor.STAFF))

    runner().run_due()

    assert names(tracker) == ["timed.allowance.created", "timed.allowance.updated", "timed.allowance.deleted"]
    told = {"allowance_user_id": learner.pk, "allowance_key": "additional_time_granted"}
    assert [event for _, event in tracker.events] == [
        {**about(exam), **told, "allowance_value": value} for value in ("10", "20", "20")
    ]


def test_allowances_given_in_bulk_are_told_each_and_written_in_one_statement(tracker) -> None:
    exams, learners = [make_timed_exam(), make_exam()], [make_user() for _ in range(3)]

    with CaptureQueriesContext(connection) as captured:
        set_allowances(
            [exam.pk for exam in exams],
            [learner.pk for learner in learners],
            "additional_time_granted",
            "10",
            cause(Actor.STAFF),
        )
    runner().run_due()

    written = [
        each for each in captured.captured_queries if each["sql"].startswith("INSERT") and "track:" in each["sql"]
    ]
    assert len(written) == 1
    assert sorted(names(tracker)) == ["proctored.allowance.created"] * 3 + ["timed.allowance.created"] * 3


def test_what_an_allowance_says_stands_in_no_effect(tracker) -> None:
    set_allowance(make_exam().pk, make_user().pk, "review_policy_exception", "Insulin pump", cause(Actor.STAFF))

    runner().run_due()

    effect = Effect.objects.get(kind=Kind.TRACKING)
    assert tracker.events[0][1]["allowance_value"] == "Insulin pump"
    assert "Insulin" not in f"{effect.payload}{effect.key}{effect.result}"


def test_an_event_that_could_not_be_written_is_written_later(tracker) -> None:
    clock = FakeClock()
    tracker.fails = True
    change_status(make_attempt(status=Status.SUBMITTED).pk, Status.VERIFIED, cause=cause(Actor.STAFF))
    runner(clock).run_due()

    tracker.fails = False
    clock.advance(60)
    runner(clock).run_due()

    assert names(tracker) == ["proctored.attempt.verified"]


@pytest.mark.parametrize("modules", [{}, event_packages.tracking_package(None)], ids=["missing", "without a tracker"])
def test_without_event_tracking_at_work_nothing_is_written(monkeypatch, modules) -> None:
    event_packages.installed(monkeypatch, modules)
    exam = make_exam()

    change(make_attempt(exam, status=Status.SUBMITTED), Status.VERIFIED)
    update_exam(exam.pk, {"exam_name": "Another"}, cause(Actor.STAFF))
    set_allowance(exam.pk, make_user().pk, "additional_time_granted", "10", cause(Actor.STAFF))

    assert 'data-screen="proctored_entrance"' in shown_to_learner(exam)
    assert not Effect.objects.filter(kind=Kind.TRACKING).exists()


def shown_to_learner(exam) -> str | None:
    learner, request = make_user(), RequestFactory().get("/")
    request.user = AnonymousUser()
    return get_student_view(learner.pk, exam.course_id, exam.content_id, {"request": request})


def test_the_entrance_to_a_proctored_exam_is_told_as_an_option(tracker) -> None:
    exam = make_exam()

    shown_to_learner(exam)

    assert tracker.events == [("edx.special_exam.proctored.option-presented", about(exam))]


@pytest.mark.parametrize("make", [make_timed_exam, make_practice_exam])
def test_no_other_entrance_is_an_option(tracker, make) -> None:
    shown_to_learner(make())

    assert tracker.events == []


def test_a_tracker_that_raises_takes_no_page_from_a_learner(tracker, caplog) -> None:
    tracker.fails = True

    html = shown_to_learner(make_exam())

    assert 'data-screen="proctored_entrance"' in html
    assert "RuntimeError" in caplog.text
    assert "the tracker is ill" not in caplog.text
