"""Learners' clocks while dates change around them. No test waits: the time is handed in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from proctoring_host import platform
from proctoring_host.allowances.set import set_allowance
from proctoring_host.attempts import create, queries, ready, resume, start
from proctoring_host.attempts.error import report_error
from proctoring_host.attempts.standing import Standing, Visit, standing_of
from proctoring_host.domain.screens import ScreenId
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.exams.update import update_exam
from proctoring_host.models import Attempt, Exam
from proctoring_host.platform.ports import Platform
from proctoring_host.web.rest.representations import in_words
from tests.factories import T0, cause, make_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend() as made:
        yield made


@pytest.fixture
def learner() -> User:
    return make_user("traveller")


def look(exam: Exam, learner: User, at: datetime) -> Standing:
    exam = Exam.objects.select_related("policy").get(pk=exam.pk)
    return standing_of(exam, Visit(user_id=learner.pk, may_enter=lambda _: True, cause=cause(at=at, user=learner)))


def begin(exam: Exam, learner: User, at: datetime) -> Attempt:
    by_learner = cause(at=at, user=learner)
    attempt = create.create_attempt(exam.pk, learner.pk, taking_as_proctored=exam.is_proctored, cause=by_learner)
    # The row says when it was really made, and a request that came before that is the same as the one that made it.
    Attempt.everything.filter(pk=attempt.pk).update(created=at)
    if exam.is_proctored:
        ready.mark_ready(attempt.pk, cause=cause(Actor.VENDOR, at=at))
    return start.start_attempt(attempt.pk, cause=by_learner)


@pytest.mark.parametrize(
    ("before_the_change", "local_start", "local_end"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "01:30", "04:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30", "03:00"),
    ],
    ids=["spring", "autumn"],
)
def test_a_daylight_saving_change_takes_and_gives_no_time(
    learner: User, before_the_change: datetime, local_start: str, local_end: str
) -> None:
    exam, berlin = make_timed_exam(), ZoneInfo("Europe/Berlin")

    attempt = begin(exam, learner, before_the_change)
    later = look(exam, learner, before_the_change + 60 * MINUTE)
    over = look(exam, learner, before_the_change + 90 * MINUTE)

    assert attempt.deadline_at is not None
    assert f"{before_the_change.astimezone(berlin):%H:%M}" == local_start
    assert f"{attempt.deadline_at.astimezone(berlin):%H:%M}" == local_end
    assert later.seconds_left == 30 * 60
    assert over.shown.screen is ScreenId.TIMED_SUBMITTED


@pytest.mark.parametrize(
    ("new_due", "seconds_left"), [(T0 + 45 * MINUTE, 15 * 60), (T0 + 300 * MINUTE, 60 * 60), (None, 60 * 60)]
)
def test_a_due_date_that_authors_move_during_an_attempt_moves_its_clock(
    learner: User, new_due: datetime | None, seconds_left: int
) -> None:
    exam = make_timed_exam(due_date=T0 + 60 * MINUTE)
    begin(exam, learner, T0)

    update_exam(exam.pk, {"due_date": new_due}, cause(Actor.STAFF, at=T0 + 20 * MINUTE))

    assert look(exam, learner, T0 + 30 * MINUTE).seconds_left == seconds_left


class MovedDates:
    """A platform that moves a learner's due date without telling anybody."""

    def __init__(self) -> None:
        self.date: datetime | None = None

    def due(self, exam: Any, user_id: int) -> datetime | None:
        return self.date

    def opens(self, exam: Any, user_id: int) -> datetime | None:
        return None


@pytest.fixture
def dates(monkeypatch: pytest.MonkeyPatch) -> MovedDates:
    now, moved = platform.get(), MovedDates()
    ports = {name: getattr(now, name) for name in Platform.__dataclass_fields__}
    changed = Platform(**{**ports, "dates": moved})
    monkeypatch.setattr(platform, "get", lambda: changed)
    return moved


def test_a_due_date_that_the_platform_moves_is_followed_at_the_next_look(learner: User, dates: MovedDates) -> None:
    exam = make_timed_exam()
    begin(exam, learner, T0)
    seen = []

    for due in (T0 + 60 * MINUTE, T0 + 45 * MINUTE, T0 + 600 * MINUTE, None):
        dates.date = due
        seen.append(look(exam, learner, T0 + 30 * MINUTE).seconds_left / 60)

    assert seen == [30, 15, 60, 60]


def test_a_due_date_that_is_moved_into_the_past_hands_the_exam_in(learner: User, dates: MovedDates) -> None:
    exam = make_exam()
    begin(exam, learner, T0)
    dates.date = T0 + 10 * MINUTE

    found = look(exam, learner, T0 + 30 * MINUTE)

    assert found.shown.screen is ScreenId.PROCTORED_SUBMITTED
    assert found.attempt is not None
    assert found.attempt.completed_at == T0 + 10 * MINUTE


def test_a_clock_that_nothing_moved_costs_no_second_look_at_the_allowances(learner: User) -> None:
    exam = make_timed_exam(due_date=T0 + 60 * MINUTE)
    attempt = begin(exam, learner, T0)

    look(exam, learner, T0 + MINUTE)

    assert attempt.transitions.filter(reason__startswith="Deadline").count() == 0
    assert look(exam, learner, T0 + 30 * MINUTE).seconds_left == 30 * 60


def test_an_allowance_that_is_granted_during_an_attempt_counts_at_once(learner: User) -> None:
    exam = make_exam()
    begin(exam, learner, T0)

    set_allowance(
        exam.pk, learner.username, "additional_time_granted", "30", cause=cause(Actor.STAFF, at=T0 + 30 * MINUTE)
    )

    assert look(exam, learner, T0 + 30 * MINUTE).seconds_left == 90 * 60
    assert look(exam, learner, T0 + 119 * MINUTE).shown.screen is ScreenId.CONTENT
    assert look(exam, learner, T0 + 120 * MINUTE).shown.screen is ScreenId.PROCTORED_SUBMITTED


@pytest.mark.parametrize("left", [0, 59])
def test_a_resumed_exam_goes_on_with_the_seconds_that_were_left(learner: User, left: int) -> None:
    exam, broke = make_exam(), T0 + 90 * MINUTE - timedelta(seconds=left, milliseconds=400)
    broken = begin(exam, learner, T0)
    report_error(broken.pk, cause=cause(at=broke, user=learner), detail="The power failed")
    resume.mark_ready_to_resume(broken.pk, cause=cause(Actor.STAFF, at=broke + 60 * MINUTE))
    again = broke + 120 * MINUTE

    offered = look(exam, learner, again)
    begin(exam, learner, again)

    assert (offered.shown.screen, offered.seconds_left) == (ScreenId.READY_TO_RESUME, left)
    assert look(exam, learner, again + timedelta(seconds=left)).shown.screen is ScreenId.PROCTORED_SUBMITTED
    if left:
        attempt = queries.current_attempt(learner.pk, exam.pk)
        assert attempt is not None
        assert attempt.deadline_at == again + timedelta(seconds=left)


def test_a_resumed_exam_with_seconds_left_shows_its_content_until_they_are_over(learner: User) -> None:
    exam, broke = make_exam(), T0 + 90 * MINUTE - timedelta(seconds=59)
    broken = begin(exam, learner, T0)
    report_error(broken.pk, cause=cause(at=broke, user=learner), detail="")
    resume.mark_ready_to_resume(broken.pk, cause=cause(Actor.STAFF, at=broke))

    begin(exam, learner, broke)

    assert look(exam, learner, broke + timedelta(seconds=58)).shown.screen is ScreenId.CONTENT
    assert in_words(59) == "1 minute"


def test_an_exam_of_ninety_minutes_that_is_due_in_one_minute_takes_one_minute(learner: User) -> None:
    exam = make_timed_exam(due_date=T0 + MINUTE)

    before = look(exam, learner, T0)
    attempt = begin(exam, learner, T0)
    running = look(exam, learner, T0 + timedelta(seconds=59))
    over = look(exam, learner, T0 + MINUTE)

    assert before.shown.screen is ScreenId.TIMED_ENTRANCE
    assert attempt.allowed_seconds == 60
    assert (running.shown.screen, running.seconds_left) == (ScreenId.CONTENT, 1)
    assert over.attempt is not None
    assert over.attempt.status == Status.SUBMITTED
    assert over.attempt.completed_at == T0 + MINUTE
