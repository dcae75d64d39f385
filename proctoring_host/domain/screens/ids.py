"""The names of the screens; a template of the same name writes each of them, except for the content itself."""

from enum import StrEnum


class ScreenId(StrEnum):
    """`CONTENT` is no screen: the platform shows the exam."""

    CONTENT = "content"

    TIMED_ENTRANCE = "timed_entrance"
    TIMED_EXPIRED = "timed_expired"
    TIMED_READY_TO_SUBMIT = "timed_ready_to_submit"
    TIMED_SUBMITTED = "timed_submitted"

    PRACTICE_ENTRANCE = "practice_entrance"
    PRACTICE_ERROR = "practice_error"
    PRACTICE_SUBMITTED = "practice_submitted"

    ONBOARDING_ENTRANCE = "onboarding_entrance"
    ONBOARDING_EXPIRED = "onboarding_expired"
    ONBOARDING_ERROR = "onboarding_error"
    ONBOARDING_SUBMITTED = "onboarding_submitted"
    ONBOARDING_READY_TO_SUBMIT = "onboarding_ready_to_submit"
    ONBOARDING_VERIFIED = "onboarding_verified"
    ONBOARDING_REJECTED = "onboarding_rejected"

    PROCTORED_ENTRANCE = "proctored_entrance"
    PROCTORED_EXPIRED = "proctored_expired"
    FAILED_PREREQUISITES = "failed_prerequisites"
    PENDING_PREREQUISITES = "pending_prerequisites"
    PROCTORED_ERROR = "proctored_error"
    PROCTORED_SUBMITTED = "proctored_submitted"
    PROCTORED_VERIFIED = "proctored_verified"
    PROCTORED_REJECTED = "proctored_rejected"
    READY_TO_SUBMIT = "ready_to_submit"

    ONBOARDING_MISSING = "onboarding_missing"
    ONBOARDING_PENDING = "onboarding_pending"
    ONBOARDING_FAILED = "onboarding_failed"
    ONBOARDING_OUTDATED = "onboarding_outdated"

    INACTIVE_ACCOUNT = "inactive_account"
    INSTRUCTIONS = "instructions"
    READY_TO_START = "ready_to_start"
    READY_ELSEWHERE = "ready_elsewhere"
    WRONG_BROWSER = "wrong_browser"
    READY_TO_RESUME = "ready_to_resume"
    TIMED_OUT = "timed_out"

    BACKEND_UNAVAILABLE = "backend_unavailable"
    REGISTERING = "registering"
    REGISTRATION_FAILED = "registration_failed"
