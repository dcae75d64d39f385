"""The onboarding exam of a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from proctoring_host import platform
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.exams.queries import exam_data, exams_of_course, kind_of
from proctoring_host.models import Exam


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingExam:
    """An onboarding exam and one learner's dates of it."""

    exam: Exam
    opens: datetime
    due: datetime | None
    at: datetime

    @property
    def past_due(self) -> bool:
        return self.due is not None and self.due <= self.at

    @property
    def released(self) -> bool:
        return self.opens <= self.at


def onboarding_exams_of(course_id: str) -> Sequence[Exam]:
    """The active ones, the newest first, in one query."""
    exams = exams_of_course(course_id, active_only=True)
    return [exam for exam in reversed(exams) if kind_of(exam) is ExamKind.ONBOARDING]


def onboarding_exam_for(course_id: str, user_id: int, at: datetime, *, backend: str = "") -> OnboardingExam | None:
    """The one this learner should take: open now, else the next to open, else one that is over.

    None where the course has none, or none that the learner may take.
    """
    found = [
        _dated(exam, user_id, at)
        for exam in onboarding_exams_of(course_id)
        if backend in ("", exam.backend) and platform.get().access.can_take_proctored(user_id, exam_data(exam))
    ]
    return min(found, key=_rank, default=None)


def _dated(exam: Exam, user_id: int, at: datetime) -> OnboardingExam:
    """A platform without opening dates opens an exam when it is made."""
    dates, data = platform.get().dates, exam_data(exam)
    opens = dates.opens(data, user_id) or exam.created
    return OnboardingExam(exam=exam, opens=opens, due=dates.due(data, user_id), at=at)


def _rank(found: OnboardingExam) -> tuple[int, float]:
    if found.past_due:
        return 2, 0.0
    return (0, 0.0) if found.released else (1, found.opens.timestamp())
