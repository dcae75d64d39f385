"""Exams in a course outline."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from proctoring_host import conf, platform
from proctoring_host.attempts import queries
from proctoring_host.domain.statuses import Status
from proctoring_host.domain.summary import Summary, summarise
from proctoring_host.errors import ExamNotFound
from proctoring_host.exams.queries import exam_by_content, exam_data, exams_of_course, kind_of
from proctoring_host.models import Attempt, Exam


def get_attempt_status_summary(user_id: int, course_id: object, content_id: object) -> dict[str, Any] | None:
    """`status`, `short_description`, `suggested_icon` and `in_completed_state`, in the reader's language.

    None where there is nothing to say: content that is no exam, or one that this learner may not take with proctoring,
    and everywhere where special exams are off.
    """
    if not conf.get().enabled:
        return None
    try:
        exam = exam_by_content(course_id, content_id)
    except ExamNotFound:
        return None
    may_take = platform.get().access.can_take_proctored(user_id, exam_data(exam))
    found = _summary(exam, queries.current_attempt(user_id, exam.pk), may_take=may_take)
    return asdict(found) if found else None


def summaries_of_course(user_id: int, course_id: str) -> Mapping[Exam, Summary]:
    """Of every active exam that has one, in the order of the course; the same few queries for any number of exams."""
    exams = exams_of_course(course_id, active_only=True)
    attempts = queries.newest_attempts_of(user_id, [exam.pk for exam in exams])
    may_take = platform.get().access.can_take_proctored(user_id, None)
    found = ((exam, _summary(exam, attempts.get(exam.pk), may_take=may_take)) for exam in exams)
    return {exam: summary for exam, summary in found if summary}


def _summary(exam: Exam, attempt: Attempt | None, *, may_take: bool) -> Summary | None:
    ends = platform.get().courses.ends_at(exam.course_id)
    return summarise(
        kind_of(exam) if exam.is_active else None,
        Status(attempt.status) if attempt else None,
        course_over=ends is not None and ends <= timezone.now(),
        may_take_proctored=may_take,
        translate=_,
    )
