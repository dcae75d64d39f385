"""The onboarding exam of a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from proctoring_host import platform
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.exams.queries import exam_data, exams_of_course, kind_of
from proctoring_host.models import Exam
from proctoring_host.platform import Outline, SequenceDates


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
    ports = platform.get()
    allowed = [
        exam
        for exam in onboarding_exams_of(course_id)
        if backend in ("", exam.backend) and ports.access.can_take_proctored(user_id, exam_data(exam))
    ]
    outline = ports.outlines.of_learner(course_id, user_id, at) if allowed else None
    dated = [_dated(exam, user_id, at, outline) for exam in allowed]
    return min((found for found in dated if _is_meant_for(found, outline)), key=_rank, default=None)


def _dated(exam: Exam, user_id: int, at: datetime, outline: Outline | None) -> OnboardingExam:
    """A platform without opening dates opens an exam when it is made."""
    dates, data = platform.get().dates, exam_data(exam)
    in_outline = (outline.dates.get(exam.content_id) if outline else None) or SequenceDates()
    opens = in_outline.opens or dates.opens(data, user_id) or exam.created
    return OnboardingExam(exam=exam, opens=opens, due=in_outline.due or dates.due(data, user_id), at=at)


def _is_meant_for(found: OnboardingExam, outline: Outline | None) -> bool:
    """Closed to the learner by nothing but its dates; an exam for another group of learners is none of theirs."""
    if outline is None or found.exam.content_id in outline.accessible:
        return True
    return found.exam.content_id in outline.dates and (found.past_due or not found.released)


def _rank(found: OnboardingExam) -> tuple[int, float]:
    if found.past_due:
        return 2, 0.0
    return (0, 0.0) if found.released else (1, found.opens.timestamp())
