"""Where a learner stands with the onboarding, in the words of learners' and of staff's clients."""

from datetime import datetime, timedelta

from proctoring_host.domain.statuses import Status

VALIDITY = timedelta(days=365)

NOT_STARTED = "not_started"
OTHER_COURSE_APPROVED = "other_course_approved"
EXPIRED = "expired"
RESET_PAST_DUE = "onboarding_reset_past_due"

# Statuses that staff see under another name; the others keep theirs.
FOR_STAFF = {
    Status.CREATED: "setup_started",
    Status.DOWNLOAD_SOFTWARE_CLICKED: "setup_started",
    Status.READY_TO_START: "setup_started",
    Status.STARTED: "onboarding_started",
    Status.READY_TO_SUBMIT: "onboarding_started",
    Status.SECOND_REVIEW_REQUIRED: "submitted",
    Status.TIMED_OUT: "submitted",
    Status.ONBOARDING_RESET: NOT_STARTED,
}

# What vendors with an onboarding of their own say, in our words.
OF_VENDOR = {
    "no-profile": NOT_STARTED,
    "pending": Status.SUBMITTED.value,
    "approved-in-course": Status.VERIFIED.value,
    "approved-in-different-course": OTHER_COURSE_APPROVED,
    "rejected": Status.REJECTED.value,
    "expired": EXPIRED,
}


def of_vendor(word: str) -> str:
    """A word that we do not know is an error, and never an approval."""
    return OF_VENDOR.get(word, Status.ERROR.value)


def expires_at(approved: datetime) -> datetime:
    """An approval is valid for a year."""
    return approved + VALIDITY
