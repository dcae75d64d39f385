"""Exams as plugins see them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamData:
    """An exam as its author set it. `external_id` is the vendor's id of it, where the vendor keeps exams."""

    id: int
    course_id: str
    content_id: str
    exam_name: str
    time_limit_mins: int
    is_proctored: bool
    is_practice_exam: bool
    is_active: bool
    hide_after_due: bool
    backend: str
    due_date: datetime | None = None
    external_id: str | None = None
    review_policy: str = ""
