"""Requests that cross each other at one particular moment; each test holds one of them at that moment."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from proctoring_host.attempts import apply, create, insert, newest, reset
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.due import set_clock
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.attempts.start import start_attempt
from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AttemptExists
from proctoring_host.exams.register import register_course_exams
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.exams.update import update_exam
from proctoring_host.models import Attempt
from tests.factories import cause, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.integration.attempts.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(5)


def arrived(actor: Actor = Actor.LEARNER) -> Any:
    return cause(actor, at=datetime.now(UTC))


def declining(exam, user) -> Callable[[], Attempt]:
    return lambda: create_attempt(exam.pk, user.pk, taking_as_proctored=False, cause=arrived())


def beginning(exam, user) -> Callable[[], Attempt]:
    return lambda: create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=arrived())


def was_declined(answer):
    """A request that arrives after another one's cascade has been committed is told that the attempt exists."""
    return isinstance(answer, AttemptExists) or answer.status == Status.DECLINED


@pytest.mark.parametrize("number", ROUNDS)
def test_exams_declined_at_once_before_there_are_attempts_do_not_stop_each_other(number):
    exams, user = [make_exam() for _ in range(3)], make_user()

    answers = at_once(*[declining(exam, user) for exam in exams])

    assert all(was_declined(answer) for answer in answers)
    assert [attempt.status for attempt in Attempt.objects.filter(user=user)] == [Status.DECLINED] * 3


@pytest.mark.parametrize("number", ROUNDS)
def test_an_attempt_declined_while_another_exam_is_declined_does_not_stop_it(number):
    attempt, other = make_attempt(), make_exam()

    again = declining(other, attempt.user)
    answers = at_once(lambda: decline_attempt(attempt.pk, cause=arrived()), again, again)

    assert all(was_declined(answer) for answer in answers)
    assert {found.status for found in Attempt.objects.filter(user=attempt.user)} == {Status.DECLINED}
    assert Attempt.objects.filter(user=attempt.user).count() == 2


@pytest.mark.parametrize("number", ROUNDS)
def test_an_exam_begun_while_another_is_declined_ends_without_an_error(number):
    begun, other, user = make_exam(), make_exam(), make_user()

    answers = at_once(beginning(begun, user), declining(other, user), beginning(begun, user))

    assert all(isinstance(answer, Attempt | AttemptExists) for answer in answers)
    assert {attempt.exam_id for attempt in Attempt.objects.filter(user=user)} == {begun.pk, other.pk}
    assert Attempt.objects.get(user=user, exam=other).status == Status.DECLINED


@pytest.mark.parametrize("number", ROUNDS)
def test_an_exam_resumed_while_another_is_declined_ends_without_an_error(number):
    broken = make_attempt(status=Status.ERROR, is_resumable=True, ready_to_resume=True)
    other = make_exam()

    answers = at_once(beginning(broken.exam, broken.user), declining(other, broken.user))

    assert all(isinstance(answer, Attempt | AttemptExists) for answer in answers)
    assert was_declined(answers[1])


def by_update(exam, due):
    update_exam(exam.pk, {"due_date": due}, arrived(Actor.STAFF))


def by_registration(exam, due):
    spec = ExamSpec(
        course_id=exam.course_id,
        content_id=exam.content_id,
        exam_name=exam.exam_name,
        time_limit_mins=exam.time_limit_mins,
        due_date=due,
        is_proctored=False,
    )
    register_course_exams(exam.course_id, [spec], arrived(Actor.STAFF))


@pytest.mark.parametrize("move_due", [by_update, by_registration])
def test_a_new_due_date_reaches_an_attempt_that_is_just_being_started(monkeypatch, move_due):
    now = datetime.now(UTC)
    exam = make_timed_exam(time_limit_mins=90, due_date=now + timedelta(minutes=30))
    attempt = make_attempt(exam)
    begun, updated = threading.Event(), threading.Event()

    def slow_start(row: Attempt, at: datetime) -> None:
        set_clock(row, at)
        begun.set()
        updated.wait(0.5)

    monkeypatch.setitem(apply.WRITERS, Consequence.SET_START, slow_start)

    def update() -> None:
        assert begun.wait(30)
        move_due(exam, now + timedelta(hours=5))
        updated.set()

    at_once(lambda: start_attempt(attempt.pk, cause=cause(at=now)), update)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.allowed_seconds) == (Status.STARTED, 90 * 60)


def test_a_second_click_between_insert_and_commit_gets_the_same_attempt(monkeypatch):
    exam, user = make_timed_exam(), make_user()
    inserted, clicked = threading.Event(), threading.Event()
    announce = insert.log.announce

    def slow(*values: Any) -> None:
        announce(*values)
        inserted.set()
        assert clicked.wait(30)
        time.sleep(0.3)

    monkeypatch.setattr(insert.log, "announce", slow)

    def second() -> Attempt:
        assert inserted.wait(30)
        click = arrived()
        clicked.set()
        return create_attempt(exam.pk, user.pk, taking_as_proctored=False, cause=click)

    first = lambda: create_attempt(exam.pk, user.pk, taking_as_proctored=False, cause=arrived())  # noqa: E731

    answers = at_once(first, second)

    assert [type(answer) for answer in answers] == [Attempt, Attempt]
    assert answers[0].pk == answers[1].pk


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REJECTED])
def test_a_double_reset_of_a_finished_practice_makes_one_new_attempt(vendor, status):
    attempt = make_attempt(make_practice_exam(), status=status)

    answers = at_once(*[lambda: reset_practice(attempt.pk, cause=arrived()) for _ in range(4)])

    live = Attempt.objects.get(live_key__isnull=False)
    assert {answer.pk for answer in answers} == {live.pk}
    assert len(vendor.called("register_attempt")) == 1
    assert len(vendor.called("remove_attempt")) == int(status == Status.SUBMITTED)


def test_a_reset_that_came_while_another_was_not_yet_committed_gets_its_attempt(vendor, monkeypatch):
    attempt = make_attempt(make_practice_exam(), status=Status.REJECTED)
    set_aside, overtaking = reset._set_aside, []

    def overtaken(attempt_id, cause):
        monkeypatch.setattr(reset, "_set_aside", set_aside)
        overtaking.append(reset_practice(attempt_id, cause=arrived()))
        set_aside(attempt_id, cause)

    monkeypatch.setattr(reset, "_set_aside", overtaken)
    answer = reset_practice(attempt.pk, cause=cause(at=datetime.now(UTC) + timedelta(seconds=30)))

    assert [answer.pk] == [made.pk for made in overtaking]
    assert len(vendor.called("register_attempt")) == 1


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("make", [make_exam, make_practice_exam])
@pytest.mark.parametrize("status", [Status.CREATED, Status.SUBMITTED])
def test_an_attempt_removed_while_the_learner_begins_anew_is_followed_by_a_new_one(monkeypatch, vendor, make, status):
    old = make_attempt(make(), status=status, external_id="v-1" if status == Status.SUBMITTED else None)
    found, removed, lock = threading.Event(), threading.Event(), create.lock

    def slow_lock(attempt_id: int) -> Attempt:
        found.set()
        assert removed.wait(30)
        return lock(attempt_id)

    def remove() -> None:
        assert found.wait(30)
        remove_attempt(old.pk, cause=arrived(Actor.STAFF))
        removed.set()

    monkeypatch.setattr(create, "lock", slow_lock)

    new, _removed = at_once(beginning(old.exam, old.user), remove)

    assert list(Attempt.objects.all()) == [new]
    assert (new.status, newest.count_wrong()) == (Status.CREATED, 0)
