"""The reference's names of statuses and of what they have in common, for code of the platform that compares them."""

from proctoring_host.domain.outcomes import CREDIT_OF
from proctoring_host.domain.statuses import COMPLETED, IN_PROGRESS, INCOMPLETE, ONBOARDING_ERRORS, PRE_STARTED, Status


class ProctoredExamStudentAttemptStatus:
    """Statuses are the words that attempts have; each question takes such a word."""

    eligible = Status.ELIGIBLE.value
    created = Status.CREATED.value
    download_software_clicked = Status.DOWNLOAD_SOFTWARE_CLICKED.value
    ready_to_start = Status.READY_TO_START.value
    started = Status.STARTED.value
    ready_to_submit = Status.READY_TO_SUBMIT.value
    declined = Status.DECLINED.value
    timed_out = Status.TIMED_OUT.value
    submitted = Status.SUBMITTED.value
    second_review_required = Status.SECOND_REVIEW_REQUIRED.value
    verified = Status.VERIFIED.value
    rejected = Status.REJECTED.value
    error = Status.ERROR.value
    expired = Status.EXPIRED.value
    onboarding_missing = Status.ONBOARDING_MISSING.value
    onboarding_pending = Status.ONBOARDING_PENDING.value
    onboarding_failed = Status.ONBOARDING_FAILED.value
    onboarding_expired = Status.ONBOARDING_EXPIRED.value
    onboarding_reset = Status.ONBOARDING_RESET.value
    onboarding_errors = tuple(status.value for status in Status if status in ONBOARDING_ERRORS)

    @classmethod
    def is_completed_status(cls, status: str) -> bool:
        return status in COMPLETED

    @classmethod
    def is_incomplete_status(cls, status: str) -> bool:
        return status in INCOMPLETE

    @classmethod
    def is_in_progress_status(cls, status: str) -> bool:
        return status in IN_PROGRESS

    @classmethod
    def is_pre_started_status(cls, status: str) -> bool:
        return status in PRE_STARTED

    @classmethod
    def is_valid_status(cls, status: str) -> bool:
        """Whether an attempt is complete or incomplete; `expired` and `onboarding_reset` are neither."""
        return status in COMPLETED | INCOMPLETE

    @classmethod
    def needs_credit_status_update(cls, to_status: str) -> bool:
        return to_status in CREDIT_OF

    @classmethod
    def needs_grade_override(cls, to_status: str) -> bool:
        return to_status == Status.REJECTED

    @classmethod
    def is_a_cascadable_failure(cls, to_status: str) -> bool:
        """Whether it does to the course what it does to the exam."""
        return to_status == Status.DECLINED
