"""What follows outside proctoring from a change of an attempt: one test for each row of the table."""

import pytest

from proctoring_host.domain.outcomes import (
    EVENT_OF,
    Change,
    Step,
    decided,
    rows_after,
    rows_after_removal,
)
from proctoring_host.domain.responsible import SiblingAttempt
from proctoring_host.domain.statuses import INCOMPLETE, NEVER_STORED, ONBOARDING_ERRORS, Status

SILENT = frozenset(Status) - {Status.VERIFIED, Status.SUBMITTED, Status.DECLINED, Status.REJECTED, Status.ERROR}


def steps(from_status: Status | None, to: Status, *others: Status, first_completion: bool = False) -> tuple[Step, ...]:
    attempt = SiblingAttempt(id=1, status=to)
    siblings = [SiblingAttempt(id=number, status=status) for number, status in enumerate(others, 2)]
    change = Change(from_status=from_status, to_status=to, first_completion=first_completion)
    return decided(rows_after(change), attempt, [attempt, *siblings])


def removal(status: Status, *others: Status) -> tuple[Step, ...]:
    attempt = SiblingAttempt(id=1, status=status)
    siblings = [SiblingAttempt(id=number, status=other) for number, other in enumerate(others, 2)]
    return decided(rows_after_removal(status), attempt, siblings)


def test_the_first_completion_completes_the_work_whatever_else_there_is() -> None:
    first = steps(Status.STARTED, Status.SUBMITTED, Status.REJECTED, first_completion=True)
    again = steps(Status.ERROR, Status.SUBMITTED, Status.REJECTED)

    assert (first, again) == ((Step.COMPLETE,), ())


def test_a_timed_out_attempt_completes_the_work_and_leaves_credit_alone() -> None:
    assert steps(Status.STARTED, Status.TIMED_OUT, first_completion=True) == (Step.COMPLETE,)


@pytest.mark.parametrize("to", [Status.VERIFIED, Status.SUBMITTED, Status.DECLINED, Status.ERROR])
def test_credit_is_told_of_a_status_of_its_set_by_the_attempt_that_speaks(to) -> None:
    assert steps(Status.STARTED, to) == (Step.CREDIT,)


@pytest.mark.parametrize("to", [Status.VERIFIED, Status.SUBMITTED])
def test_credit_is_not_told_by_an_attempt_that_does_not_speak(to) -> None:
    assert steps(Status.STARTED, to, Status.REJECTED) == ()


@pytest.mark.parametrize("to", sorted(SILENT - NEVER_STORED))
def test_credit_is_not_told_of_any_other_status(to) -> None:
    assert steps(Status.CREATED, to) == ()


def test_the_first_rejection_costs_grade_and_certificate_after_credit() -> None:
    assert steps(Status.SUBMITTED, Status.REJECTED) == (
        Step.CREDIT,
        Step.GRADE_TO_ZERO,
        Step.INVALIDATE_CERTIFICATE,
    )


@pytest.mark.parametrize("other", [Status.REJECTED, Status.DECLINED])
def test_a_rejection_after_another_or_after_a_decline_costs_nothing_more(other) -> None:
    assert steps(Status.SUBMITTED, Status.REJECTED, other) == ()


def test_from_rejected_to_verified_the_grade_comes_back() -> None:
    assert steps(Status.REJECTED, Status.VERIFIED) == (Step.CREDIT, Step.RESTORE_GRADE)


def test_the_grade_comes_back_although_another_attempt_ended_in_an_error() -> None:
    assert steps(Status.REJECTED, Status.VERIFIED, Status.ERROR) == (Step.RESTORE_GRADE,)


def test_the_grade_stays_away_while_another_attempt_is_rejected() -> None:
    assert steps(Status.REJECTED, Status.VERIFIED, Status.REJECTED) == ()


@pytest.mark.parametrize("start", [Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED, Status.ERROR, None])
def test_from_anywhere_else_to_verified_no_grade_comes_back(start) -> None:
    assert Step.RESTORE_GRADE not in steps(start, Status.VERIFIED)


def test_a_removal_gives_back_grade_then_work_then_credit() -> None:
    assert removal(Status.REJECTED) == (Step.RESTORE_GRADE, Step.ERASE_WORK, Step.REMOVE_CREDIT)


@pytest.mark.parametrize("status", sorted(INCOMPLETE - NEVER_STORED))
def test_the_removal_of_an_attempt_that_was_not_over_leaves_credit_to_the_others(status) -> None:
    assert removal(status, Status.VERIFIED) == (Step.RESTORE_GRADE, Step.ERASE_WORK)


def test_a_removal_leaves_the_grade_that_another_rejection_took() -> None:
    assert removal(Status.REJECTED, Status.REJECTED) == (Step.ERASE_WORK, Step.REMOVE_CREDIT)


@pytest.mark.parametrize("status", sorted(ONBOARDING_ERRORS))
def test_an_attempt_that_waited_for_onboarding_leaves_nothing_behind(status) -> None:
    assert removal(status) == ()


def test_no_event_tells_of_what_is_not_over() -> None:
    assert not set(EVENT_OF) & (INCOMPLETE | NEVER_STORED | ONBOARDING_ERRORS)
