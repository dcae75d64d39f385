"""What learners see of an exam with a backend: proctored, practice and onboarding."""

from proctoring_host.domain.screens.facts import PrerequisiteState, RegistrationState
from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.screens.row import WITH_BACKEND, Condition, Row, has
from proctoring_host.domain.statuses import ExamKind, Status

PROCTORED = frozenset({ExamKind.PROCTORED})
PRACTICE = frozenset({ExamKind.PRACTICE})
ONBOARDING = frozenset({ExamKind.ONBOARDING})
# A second review is to look like the first one to its learner.
UNDER_REVIEW = (Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED)
VIEWABLE = (*UNDER_REVIEW, Status.VERIFIED, Status.REJECTED)
BEFORE_READY = (Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED)
SET_UP = (*BEFORE_READY, Status.READY_TO_START)


def _row(kinds: frozenset[ExamKind], text: str, screen: ScreenId, applies: Condition) -> Row:
    return Row(kinds=kinds, text=text, screen=screen, applies=applies)


DECLINED_FIRST = (
    _row(PROCTORED, "declined", ScreenId.CONTENT, has(Status.DECLINED)),
    _row(WITH_BACKEND, "account not active", ScreenId.INACTIVE_ACCOUNT, lambda f: not f.account_active),
)
NO_ATTEMPT = (
    _row(PROCTORED, "no attempt, past due", ScreenId.PROCTORED_EXPIRED, lambda f: f.not_begun and f.past_due),
    _row(ONBOARDING, "no attempt, past due", ScreenId.ONBOARDING_EXPIRED, lambda f: f.not_begun and f.past_due),
    Row(
        kinds=PROCTORED,
        text="no attempt, declined prerequisite",
        screen=ScreenId.CONTENT,
        applies=lambda f: f.not_begun and f.prerequisites is PrerequisiteState.DECLINED,
        declines=True,
    ),
    _row(
        PROCTORED,
        "no attempt, failed prerequisite",
        ScreenId.FAILED_PREREQUISITES,
        lambda f: f.not_begun and f.prerequisites is PrerequisiteState.FAILED,
    ),
    _row(
        PROCTORED,
        "no attempt, pending prerequisite",
        ScreenId.PENDING_PREREQUISITES,
        lambda f: f.not_begun and f.prerequisites is PrerequisiteState.PENDING,
    ),
    _row(
        WITH_BACKEND,
        "no attempt, backend not available",
        ScreenId.BACKEND_UNAVAILABLE,
        lambda f: f.not_begun and not f.backend_available,
    ),
    _row(PROCTORED, "no attempt", ScreenId.PROCTORED_ENTRANCE, lambda f: f.not_begun),
    _row(PRACTICE, "no attempt", ScreenId.PRACTICE_ENTRANCE, lambda f: f.not_begun),
    _row(ONBOARDING, "no attempt", ScreenId.ONBOARDING_ENTRANCE, lambda f: f.not_begun),
)
UNDER_WAY = (
    _row(PROCTORED, "incomplete and past due", ScreenId.PROCTORED_EXPIRED, lambda f: f.incomplete and f.past_due),
    _row(WITH_BACKEND, "ready to resume", ScreenId.READY_TO_RESUME, lambda f: f.ready_to_resume),
    _row(
        WITH_BACKEND,
        "started, wrong browser, backend not available",
        ScreenId.BACKEND_UNAVAILABLE,
        lambda f: f.status is Status.STARTED and not f.entry_allowed and not f.backend_available,
    ),
    _row(
        WITH_BACKEND,
        "started, wrong browser",
        ScreenId.WRONG_BROWSER,
        lambda f: f.status is Status.STARTED and not f.entry_allowed,
    ),
    _row(WITH_BACKEND, "started", ScreenId.CONTENT, has(Status.STARTED)),
    _row(
        WITH_BACKEND,
        "being set up, backend not available",
        ScreenId.BACKEND_UNAVAILABLE,
        lambda f: f.status in SET_UP and not f.backend_available,
    ),
    _row(
        WITH_BACKEND,
        "registration failed",
        ScreenId.REGISTRATION_FAILED,
        lambda f: f.status in SET_UP and f.registration is RegistrationState.FAILED,
    ),
    _row(
        WITH_BACKEND,
        "registration not confirmed yet",
        ScreenId.REGISTERING,
        lambda f: f.status in SET_UP and f.registration is RegistrationState.WAITING,
    ),
    _row(WITH_BACKEND, "created, download clicked", ScreenId.INSTRUCTIONS, has(*BEFORE_READY)),
    _row(
        WITH_BACKEND,
        "ready_to_start, wrong browser",
        ScreenId.READY_ELSEWHERE,
        lambda f: f.status is Status.READY_TO_START and not f.entry_allowed,
    ),
    _row(WITH_BACKEND, "ready_to_start", ScreenId.READY_TO_START, has(Status.READY_TO_START)),
    _row(ONBOARDING, "ready_to_submit", ScreenId.ONBOARDING_READY_TO_SUBMIT, has(Status.READY_TO_SUBMIT)),
    _row(PROCTORED | PRACTICE, "ready_to_submit", ScreenId.READY_TO_SUBMIT, has(Status.READY_TO_SUBMIT)),
)
ENDED = (
    _row(WITH_BACKEND, "onboarding_missing", ScreenId.ONBOARDING_MISSING, has(Status.ONBOARDING_MISSING)),
    _row(WITH_BACKEND, "onboarding_pending", ScreenId.ONBOARDING_PENDING, has(Status.ONBOARDING_PENDING)),
    _row(WITH_BACKEND, "onboarding_failed", ScreenId.ONBOARDING_FAILED, has(Status.ONBOARDING_FAILED)),
    _row(WITH_BACKEND, "onboarding_expired", ScreenId.ONBOARDING_OUTDATED, has(Status.ONBOARDING_EXPIRED)),
    _row(WITH_BACKEND, "timed_out", ScreenId.TIMED_OUT, has(Status.TIMED_OUT)),
    _row(PROCTORED, "error", ScreenId.PROCTORED_ERROR, has(Status.ERROR)),
    _row(PRACTICE, "error", ScreenId.PRACTICE_ERROR, has(Status.ERROR)),
    _row(ONBOARDING, "error", ScreenId.ONBOARDING_ERROR, has(Status.ERROR)),
    _row(PRACTICE, "submitted", ScreenId.PRACTICE_SUBMITTED, has(Status.SUBMITTED)),
    _row(ONBOARDING, "submitted or second review", ScreenId.ONBOARDING_SUBMITTED, has(*UNDER_REVIEW)),
    _row(ONBOARDING, "verified", ScreenId.ONBOARDING_VERIFIED, has(Status.VERIFIED)),
    _row(ONBOARDING, "rejected", ScreenId.ONBOARDING_REJECTED, has(Status.REJECTED)),
    _row(
        PROCTORED,
        "result acknowledged, where exams can be viewed past due",
        ScreenId.CONTENT,
        lambda f: f.status in VIEWABLE and f.acknowledged and f.may_be_viewed,
    ),
    _row(PROCTORED, "submitted, second review", ScreenId.PROCTORED_SUBMITTED, has(*UNDER_REVIEW)),
    _row(PROCTORED, "verified", ScreenId.PROCTORED_VERIFIED, has(Status.VERIFIED)),
    _row(PROCTORED, "rejected", ScreenId.PROCTORED_REJECTED, has(Status.REJECTED)),
    _row(
        PRACTICE,
        "reviewed",
        ScreenId.CONTENT,
        has(Status.SECOND_REVIEW_REQUIRED, Status.VERIFIED, Status.REJECTED),
    ),
    _row(PRACTICE | ONBOARDING, "declined", ScreenId.CONTENT, has(Status.DECLINED)),
)
WATCHED = DECLINED_FIRST + NO_ATTEMPT + UNDER_WAY + ENDED
