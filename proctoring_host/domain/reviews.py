"""What a review does to its attempt, as a table whose first fitting row answers."""

from collections.abc import Callable
from dataclasses import dataclass

from proctoring_host.domain.statuses import ONBOARDING_ERRORS, ReviewStatus, Status

STORED_WORDS = {
    ReviewStatus.PASSED: "Clean",
    ReviewStatus.VIOLATION: "Rules Violation",
    ReviewStatus.SUSPICIOUS: "Suspicious",
    ReviewStatus.NOT_REVIEWED: "Not Reviewed",
}
PASSING_BY_DEFAULT = frozenset({"Clean", "Rules Violation"})
NEVER_REVIVED = ONBOARDING_ERRORS | {Status.ONBOARDING_RESET, Status.DECLINED}


def stored_word(status: ReviewStatus) -> str:
    """The word that `passing_statuses` of a backend, reports and older data use for a verdict."""
    return STORED_WORDS[status]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A review and its attempt at the moment it is saved.

    `passing` are the backend's passing verdicts as stored words. `second_reviews` is the setting
    REQUIRE_FAILURE_SECOND_REVIEWS. `has_reviewer` means that somebody with the right to review is recorded.
    `submitted_before`: the attempt has a completion time or ever timed out. `backend_onboards`: the backend
    has onboarding exams.
    """

    review: ReviewStatus
    status: Status
    passing: frozenset[str] = PASSING_BY_DEFAULT
    archived: bool = False
    submitted_before: bool = False
    has_reviewer: bool = False
    second_reviews: bool = True
    backend_onboards: bool = False
    is_sample: bool = False

    @property
    def passes(self) -> bool:
        return stored_word(self.review) in self.passing


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """`to` None leaves the attempt as it is; `reason` says why, for the log."""

    to: Status | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """A row of the policy."""

    holds: Callable[[ReviewFacts], bool]
    to: Status | None
    reason: str


POLICY = (
    ReviewRule(lambda facts: facts.archived, None, "the attempt was removed"),
    ReviewRule(
        lambda facts: facts.status in NEVER_REVIVED, None, "the attempt was declined, reset or never registered"
    ),
    ReviewRule(lambda facts: facts.passes and not facts.submitted_before, Status.ERROR, "passed without a submission"),
    ReviewRule(lambda facts: facts.passes, Status.VERIFIED, "passed"),
    ReviewRule(lambda facts: facts.review is ReviewStatus.NOT_REVIEWED, Status.ERROR, "the vendor could not review it"),
    ReviewRule(lambda facts: facts.has_reviewer, Status.REJECTED, "not passed, and a reviewer is recorded"),
    ReviewRule(
        lambda facts: not facts.second_reviews, Status.REJECTED, "not passed, and second reviews are not required"
    ),
    ReviewRule(
        lambda facts: facts.backend_onboards and facts.is_sample, Status.REJECTED, "the onboarding was not passed"
    ),
    ReviewRule(lambda _: True, Status.SECOND_REVIEW_REQUIRED, "not passed, so a second review is required"),
)


def decide_review(facts: ReviewFacts) -> ReviewOutcome:
    """Asked on every save of a review, also when staff change it."""
    rule = next(rule for rule in POLICY if rule.holds(facts))
    return ReviewOutcome(rule.to, rule.reason)
