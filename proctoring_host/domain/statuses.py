"""The words an attempt and its exam are described with."""

from enum import StrEnum


class Status(StrEnum):
    """Where an attempt stands. `ELIGIBLE` and `EXPIRED` are answers of the summary and are never stored."""

    ELIGIBLE = "eligible"
    CREATED = "created"
    DOWNLOAD_SOFTWARE_CLICKED = "download_software_clicked"
    READY_TO_START = "ready_to_start"
    STARTED = "started"
    READY_TO_SUBMIT = "ready_to_submit"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    SUBMITTED = "submitted"
    SECOND_REVIEW_REQUIRED = "second_review_required"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ERROR = "error"
    EXPIRED = "expired"
    ONBOARDING_MISSING = "onboarding_missing"
    ONBOARDING_PENDING = "onboarding_pending"
    ONBOARDING_FAILED = "onboarding_failed"
    ONBOARDING_EXPIRED = "onboarding_expired"
    ONBOARDING_RESET = "onboarding_reset"


class ExamKind(StrEnum):
    """What an exam is to its learner; onboarding is a practice exam at a vendor that checks identity with it."""

    TIMED = "timed"
    PROCTORED = "proctored"
    PRACTICE = "practice"
    ONBOARDING = "onboarding"


class Actor(StrEnum):
    """Who asks for a change. `CLOCK` is a deadline that passed, `SYSTEM` a consequence of another change."""

    LEARNER = "learner"
    STAFF = "staff"
    VENDOR = "vendor"
    CLOCK = "clock"
    SYSTEM = "system"


class ReviewStatus(StrEnum):
    """A vendor's verdict in our words; `Backend` plugins translate theirs into these."""

    PASSED = "passed"
    VIOLATION = "violation"
    SUSPICIOUS = "suspicious"
    NOT_REVIEWED = "not_reviewed"


PRE_STARTED = frozenset({Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED, Status.READY_TO_START})
IN_PROGRESS = frozenset({Status.STARTED, Status.READY_TO_SUBMIT})
INCOMPLETE = PRE_STARTED | IN_PROGRESS | {Status.ELIGIBLE}
ONBOARDING_ERRORS = frozenset(
    {
        Status.ONBOARDING_MISSING,
        Status.ONBOARDING_PENDING,
        Status.ONBOARDING_FAILED,
        Status.ONBOARDING_EXPIRED,
    }
)
REVIEWED = frozenset({Status.SECOND_REVIEW_REQUIRED, Status.VERIFIED, Status.REJECTED})
COMPLETED = (
    frozenset({Status.DECLINED, Status.TIMED_OUT, Status.SUBMITTED, Status.ERROR}) | REVIEWED | ONBOARDING_ERRORS
)
NEVER_STORED = frozenset({Status.ELIGIBLE, Status.EXPIRED})
