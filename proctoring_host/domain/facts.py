"""What the transition table may look at, and what may follow from a change."""

from dataclasses import dataclass
from enum import StrEnum

from proctoring_host.domain.statuses import ExamKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """All that a decision depends on, read from the locked row and the settings.

    `proctored` says that this learner takes the exam with proctoring, `registered` that the vendor has given the
    attempt its id. `submitted_before` is true for an attempt
    that ever had a completion time or ever timed out. `archived` means removed. `allow_timed_out` is the setting
    ALLOW_TIMED_OUT_STATE. `past_due` is the answer of `deadlines.is_past_due` for this learner.
    """

    status: Status
    kind: ExamKind | None
    has_backend: bool = False
    registered: bool = False
    proctored: bool = False
    is_sample: bool = False
    started_before: bool = False
    submitted_before: bool = False
    archived: bool = False
    past_due: bool = False
    allow_timed_out: bool = False
    resumable: bool = False
    ready_to_resume: bool = False
    resumed: bool = False


class Consequence(StrEnum):
    """What the use case does, in the same transaction, once a change is decided.

    SET_COMPLETION means the time of the change; together with SET_TIMED_OUT it means the deadline where one is
    known, and the time-out itself is remembered as well. SAVE_SECONDS keeps what is left on the clock.
    NOTIFY_* are effects for the vendor, and so is REMOVE_AT_VENDOR: it need not keep the attempt. CASCADE_DECLINES
    declines the learner's other proctored exams of the course, as SYSTEM. CLEAR_ONBOARDING_BLOCKS takes away the
    learner's attempts that wait in an onboarding status.
    """

    SET_START = "set_start"
    SET_COMPLETION = "set_completion"
    SET_TIMED_OUT = "set_timed_out"
    SAVE_SECONDS = "save_seconds"
    NOTIFY_STARTED = "notify_started"
    NOTIFY_SUBMITTED = "notify_submitted"
    NOTIFY_ERROR = "notify_error"
    REMOVE_AT_VENDOR = "remove_at_vendor"
    MAIL = "mail"
    CASCADE_DECLINES = "cascade_declines"
    CLEAR_ONBOARDING_BLOCKS = "clear_onboarding_blocks"
    MAKE_RESUMABLE = "make_resumable"
    CLEAR_RESUMABLE = "clear_resumable"
    CLEAR_PROCTORING = "clear_proctoring"
    RELEASE_LIVE_KEY = "release_live_key"
