from itertools import product

import pytest

from proctoring_host.domain.facts import AttemptFacts
from proctoring_host.domain.reviews import ReviewFacts, decide_review, stored_word
from proctoring_host.domain.rules import Move
from proctoring_host.domain.statuses import ONBOARDING_ERRORS, Actor, ExamKind, ReviewStatus, Status
from proctoring_host.domain.transitions import decide

PASSED, VIOLATION, SUSPICIOUS, NOT_REVIEWED = ReviewStatus
STRICT = frozenset({"Clean"})
UNTOUCHED = sorted(ONBOARDING_ERRORS | {Status.ONBOARDING_RESET, Status.DECLINED})


def outcome(review: ReviewStatus, **values: object) -> Status | None:
    given = {"status": Status.SUBMITTED, "submitted_before": True, **values}
    return decide_review(ReviewFacts(review=review, **given)).to


@pytest.mark.parametrize(
    ("review", "word"),
    [
        (PASSED, "Clean"),
        (VIOLATION, "Rules Violation"),
        (SUSPICIOUS, "Suspicious"),
        (NOT_REVIEWED, "Not Reviewed"),
    ],
)
def test_verdicts_are_stored_in_the_words_older_data_has(review: ReviewStatus, word: str) -> None:
    assert stored_word(review) == word


@pytest.mark.parametrize("review", ReviewStatus)
def test_removed_attempt_is_left_alone(review: ReviewStatus) -> None:
    assert outcome(review, archived=True) is None


@pytest.mark.parametrize("review", ReviewStatus)
@pytest.mark.parametrize("status", UNTOUCHED)
def test_declined_reset_and_unregistered_attempts_are_left_alone(review: ReviewStatus, status: Status) -> None:
    assert outcome(review, status=status) is None


@pytest.mark.parametrize("review", [PASSED, VIOLATION])
def test_pass_without_submission_is_an_error(review: ReviewStatus) -> None:
    assert outcome(review, status=Status.STARTED, submitted_before=False) is Status.ERROR


@pytest.mark.parametrize(
    ("review", "passing", "expected"),
    [
        (PASSED, STRICT, Status.VERIFIED),
        (VIOLATION, STRICT, Status.SECOND_REVIEW_REQUIRED),
        (VIOLATION, STRICT | {"Rules Violation"}, Status.VERIFIED),
        (SUSPICIOUS, frozenset({"Suspicious"}), Status.VERIFIED),
        (PASSED, frozenset(), Status.SECOND_REVIEW_REQUIRED),
    ],
)
def test_backend_says_what_passes(review: ReviewStatus, passing: frozenset[str], expected: Status) -> None:
    assert outcome(review, passing=passing) is expected


def test_not_reviewed_is_an_error_even_with_a_reviewer() -> None:
    assert outcome(NOT_REVIEWED, has_reviewer=True) is Status.ERROR


@pytest.mark.parametrize(
    "values", [{"has_reviewer": True}, {"second_reviews": False}, {"backend_onboards": True, "is_sample": True}]
)
def test_failure_is_rejected_at_once_when_nobody_has_to_look_again(values: dict[str, bool]) -> None:
    assert outcome(SUSPICIOUS, **values) is Status.REJECTED


@pytest.mark.parametrize("values", [{}, {"backend_onboards": True}, {"is_sample": True}])
def test_other_failures_wait_for_a_second_review(values: dict[str, bool]) -> None:
    assert outcome(SUSPICIOUS, **values) is Status.SECOND_REVIEW_REQUIRED


def test_every_outcome_has_a_reason() -> None:
    assert decide_review(ReviewFacts(review=PASSED, status=Status.STARTED)).reason == "passed without a submission"


def test_whatever_the_policy_decides_a_vendor_may_do() -> None:
    flags = product(Status, ReviewStatus, [False, True], [False, True])
    for status, review, submitted, reviewer in flags:
        if status in {Status.ELIGIBLE, Status.EXPIRED}:
            continue
        decided = outcome(review, status=status, submitted_before=submitted, has_reviewer=reviewer)
        if decided is not None:
            facts = AttemptFacts(status=status, kind=ExamKind.PROCTORED, submitted_before=submitted)
            answer = decide(facts, decided, Actor.VENDOR)
            assert isinstance(answer, Move)
            assert answer.to is decided
