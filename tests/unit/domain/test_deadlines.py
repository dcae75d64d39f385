from datetime import timedelta
from decimal import Decimal

import pytest

from proctoring_host.domain.deadlines import (
    AllowedTime,
    Clamp,
    allowed_time,
    deadline,
    is_past_due,
    seconds_left,
    thresholds,
)
from proctoring_host.domain.statuses import IN_PROGRESS, ExamKind, Status
from tests.unit.domain.moments import NOON, at


@pytest.mark.parametrize(
    ("limit", "extra", "multiplier", "seconds"),
    [
        (90, 0, None, 5400),
        (90, 30, None, 7200),
        (90, 0, Decimal("1.5"), 8100),
        (90, 30, Decimal("1.5"), 9900),
        (90, 0, Decimal(1), 5400),
        # 7 * 0.3 = 2.1 and 9 * 0.5 = 4.5 minutes: whole minutes, and halves to the even one
        (7, 0, Decimal("1.3"), 540),
        (9, 0, Decimal("1.5"), 780),
        (0, 0, Decimal(2), 0),
    ],
)
def test_allowances_add_up(limit: int, extra: int, multiplier: Decimal | None, seconds: int) -> None:
    assert allowed_time(limit, extra, multiplier, None, None, NOON) == AllowedTime(seconds)


@pytest.mark.parametrize("saved", [0, 1, 421])
def test_saved_seconds_stand_for_everything(saved: int) -> None:
    assert allowed_time(90, 30, Decimal(2), saved, None, NOON) == AllowedTime(saved)


def test_due_date_shortens_and_says_so() -> None:
    assert allowed_time(90, 0, None, None, at(minutes=10, milliseconds=900), NOON) == AllowedTime(600, (Clamp.DUE,))


@pytest.mark.parametrize("minutes", [90, 91])
def test_due_date_after_the_end_shortens_nothing(minutes: int) -> None:
    assert allowed_time(90, 0, None, None, at(minutes=minutes), NOON) == AllowedTime(5400)


@pytest.mark.parametrize("minutes", [0, -5])
def test_nothing_is_left_past_due(minutes: int) -> None:
    assert allowed_time(90, 0, None, None, at(minutes=minutes), NOON) == AllowedTime(0, (Clamp.DUE, Clamp.PAST_DUE))


def test_allowances_below_zero_take_no_more_than_there_is() -> None:
    assert allowed_time(90, -100, None, None, None, NOON) == AllowedTime(0)


def test_deadline_is_the_start_and_what_is_allowed() -> None:
    assert deadline(NOON, 90) == at(seconds=90)


@pytest.mark.parametrize("status", Status)
def test_clock_runs_only_in_progress(status: Status) -> None:
    left = seconds_left(at(seconds=90), status, at(seconds=30.5))

    assert left == (59.5 if status in IN_PROGRESS else 0.0)


def test_clock_stops_at_zero() -> None:
    assert seconds_left(NOON, Status.STARTED, at(hours=1)) == 0.0


def test_no_clock_runs_without_a_deadline() -> None:
    assert seconds_left(None, Status.STARTED, NOON) == 0.0


@pytest.mark.parametrize("kind", [*ExamKind, None])
@pytest.mark.parametrize(("late", "expected"), [(-1, False), (0, True), (1, True)])
def test_past_due_begins_with_the_due_date(kind: ExamKind | None, late: int, expected: bool) -> None:
    assert is_past_due(kind, NOON, at(hours=9), at(seconds=late)) is expected


@pytest.mark.parametrize("kind", [*ExamKind, None])
def test_end_of_the_course_counts_for_timed_exams_without_due_date(kind: ExamKind | None) -> None:
    assert is_past_due(kind, None, NOON, at(days=1)) is (kind is ExamKind.TIMED)


def test_due_date_of_its_own_beats_the_end_of_the_course() -> None:
    assert not is_past_due(ExamKind.TIMED, at(days=2), NOON, at(days=1))


def test_nothing_is_past_due_without_dates() -> None:
    assert not is_past_due(ExamKind.TIMED, None, None, NOON + timedelta(days=9999))


def test_thresholds_are_whole_seconds() -> None:
    assert thresholds(5401, 0.2, 0.05) == (1080, 270)
    assert thresholds(5400, 0.2, 0.05).critical == 270
