"""The values that cross the border between host and plugins.

All are frozen, slotted and keyword-only. A new field always comes with a default, so a plugin written for an
older host goes on working. Times are aware datetimes in UTC, durations say their unit in their name.
"""

from proctoring_host.data.attempts import (
    AttemptChange,
    AttemptData,
    Entry,
    FollowUp,
    FollowUpDue,
    LaunchInfo,
    Learner,
    Notified,
    RegisteredAttempt,
    Registration,
)
from proctoring_host.data.callbacks import (
    Callback,
    CallbackKind,
    FollowUpAnswer,
    Launched,
    ParsedCallback,
    Ready,
    Review,
    ReviewComment,
    ReviewDecision,
    ReviewSaved,
)
from proctoring_host.data.exams import ExamData
from proctoring_host.data.findings import CheckLevel, CheckMessage, DeliveryFailed, Failure, Stage
from proctoring_host.data.queries import (
    BackfillQuery,
    DashboardQuery,
    EmailQuery,
    LearnerRef,
    OnboardingProfile,
    OnboardingQuery,
    VideoLink,
    VideoQuery,
)
from proctoring_host.domain.statuses import Actor, ExamKind, ReviewStatus, Status

__all__ = [
    "Actor",
    "AttemptChange",
    "AttemptData",
    "BackfillQuery",
    "Callback",
    "CallbackKind",
    "CheckLevel",
    "CheckMessage",
    "DashboardQuery",
    "DeliveryFailed",
    "EmailQuery",
    "Entry",
    "ExamData",
    "ExamKind",
    "Failure",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpDue",
    "LaunchInfo",
    "Launched",
    "Learner",
    "LearnerRef",
    "Notified",
    "OnboardingProfile",
    "OnboardingQuery",
    "ParsedCallback",
    "Ready",
    "RegisteredAttempt",
    "Registration",
    "Review",
    "ReviewComment",
    "ReviewDecision",
    "ReviewSaved",
    "ReviewStatus",
    "Stage",
    "Status",
    "VideoLink",
    "VideoQuery",
]
