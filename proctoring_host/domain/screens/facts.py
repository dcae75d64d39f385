"""All that decides about a screen."""

from dataclasses import dataclass
from enum import StrEnum

from proctoring_host.domain.prerequisites import Prerequisites
from proctoring_host.domain.statuses import IN_PROGRESS, INCOMPLETE, ExamKind, Status


class PrerequisiteState(StrEnum):
    """The worst that stands before a proctored exam; what was declined weighs most, as it declines the exam too."""

    MET = "met"
    PENDING = "pending"
    FAILED = "failed"
    DECLINED = "declined"

    @classmethod
    def of(cls, found: Prerequisites) -> "PrerequisiteState":
        if found.declined:
            return cls.DECLINED
        if found.failed:
            return cls.FAILED
        return cls.PENDING if found.pending else cls.MET


class RegistrationState(StrEnum):
    """Where the registration of an attempt at its vendor stands; `DONE` too where no vendor takes part."""

    DONE = "done"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFacts:
    """`kind` is None for content that is no exam, `status` None without an attempt.

    `is_active` is the exam's switch, `account_active` the learner's account. `may_take` is the permission to take
    proctored exams. `entry_allowed` is what the backend says of the browser that asks. `in_grace` is the time after
    the due date in which the platform still takes answers.
    """

    kind: ExamKind | None
    status: Status | None = None
    is_staff: bool = False
    is_active: bool = True
    may_take: bool = True
    account_active: bool = True
    course_over: bool = False
    past_due: bool = False
    in_grace: bool = False
    hide_after_due: bool = False
    prerequisites: PrerequisiteState = PrerequisiteState.MET
    backend_available: bool = True
    registration: RegistrationState = RegistrationState.DONE
    entry_allowed: bool = True
    ready_to_resume: bool = False
    has_time_left: bool = False
    timed_out: bool = False
    acknowledged: bool = False
    viewable_past_due: bool = False
    opt_out_allowed: bool = True

    @property
    def not_begun(self) -> bool:
        """Without an attempt, or with one of a practice that was set aside and not followed by another."""
        return self.status in (None, Status.ONBOARDING_RESET)

    @property
    def incomplete(self) -> bool:
        return self.status in INCOMPLETE

    @property
    def in_progress(self) -> bool:
        return self.status in IN_PROGRESS

    @property
    def may_be_viewed(self) -> bool:
        """Whether the site shows exams to their learners again once they are due."""
        return self.viewable_past_due and self.past_due and not self.hide_after_due
