"""What a backend or a theme is asked."""

from dataclasses import dataclass, field
from datetime import datetime

from proctoring_host.data.attempts import AttemptData, Learner
from proctoring_host.data.exams import ExamData
from proctoring_host.domain.statuses import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoQuery:
    """A member of staff wants to see a recording."""

    attempt: AttemptData
    encrypted_video_url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLink:
    """A stored link to a recording that may be in an older form, or encrypted in a way that is no longer used."""

    encrypted_video_url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardQuery:
    """Course staff want the vendor's own dashboard, for a course, an exam, an attempt, or to configure."""

    course_id: str
    staff: Learner
    exam: ExamData | None = None
    attempt_external_id: str = ""
    configuration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillQuery:
    """Reviews that should have arrived: everything the vendor finished since then."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingQuery:
    """Asks for the onboarding state of one learner, or of a course page by page."""

    course_id: str
    pseudonym: str = ""
    status: str = ""
    page: int = 1
    page_size: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingProfile:
    """A learner's onboarding at the vendor, in the vendor's word for it."""

    pseudonym: str
    status: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRef:
    """A learner to be forgotten."""

    pseudonym: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailQuery:
    """An email that is about to be written; `template_name` is the file's own name, without folders."""

    kind: str
    template_name: str
    backend: str
    course_id: str
    exam_name: str
    status: Status
    language: str
