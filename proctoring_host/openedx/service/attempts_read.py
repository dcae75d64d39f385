"""Attempts, read. Each read of one attempt ends it when its time is up."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from proctoring_host.attempts import queries
from proctoring_host.attempts.active import ActiveExam, active_exams_of
from proctoring_host.attempts.completion import course_completed_at
from proctoring_host.attempts.listing import attempts_of_course
from proctoring_host.attempts.overview import attempt_overview
from proctoring_host.attempts.timeout import settle
from proctoring_host.errors import AttemptNotFound, UserNotFound
from proctoring_host.models import Attempt
from proctoring_host.openedx.service.answers import Answer, allowance_answer, attempt_answer, each, exam_answer
from proctoring_host.openedx.service.causes import by_clock
from proctoring_host.openedx.service.checked import checked
from proctoring_host.people.users import find_by_username
from proctoring_host.reviews.report import violation_report
from proctoring_host.web.learner import summaries
from proctoring_host.web.rest.attempt_data import attempt_data_json


@checked
def get_current_exam_attempt(exam_id: int, user_id: int) -> Answer | None:
    """None where the learner has none."""
    return _settled(queries.current_attempt(user_id, exam_id))


@checked
def get_exam_attempt_by_id(attempt_id: int) -> Answer | None:
    return _found(lambda: queries.get_attempt(attempt_id))


def get_exam_attempt_by_external_id(external_id: str) -> Answer | None:
    """The newest, where several vendors gave the same id."""
    return _found(lambda: queries.attempt_by_external_id(None, str(external_id or "")))


def get_exam_attempt_by_code(attempt_code: str) -> Answer | None:
    return _found(lambda: queries.attempt_by_code(str(attempt_code or "")))


@checked
def get_exam_attempt_data(exam_id: int, attempt_id: int, is_learning_mfe: bool = False) -> Answer:
    """What a clock shows. Raises `AttemptNotFound`, also for an attempt at another exam."""
    cause = by_clock()
    attempt = queries.get_attempt(attempt_id)
    if attempt.exam_id != exam_id:
        text = _("The attempt %(attempt)s is not one at exam %(exam)s.")
        raise AttemptNotFound(text % {"attempt": attempt_id, "exam": exam_id}, field="exam_id")
    return attempt_data_json(attempt_overview(settle(attempt, cause), cause.at), learning_mfe=is_learning_mfe)


@checked
def get_all_exam_attempts(course_id: object) -> list[Answer]:
    """The newest first, as they are stored."""
    return each(attempt_answer, attempts_of_course(course_id))


@checked
def get_filtered_exam_attempts(course_id: object, search_by: str) -> list[Answer]:
    """Those whose learner's username or address contains the text."""
    return each(attempt_answer, attempts_of_course(course_id, search=search_by))


@checked
def get_user_attempts_by_exam_id(user_id: int, exam_id: int) -> list[Answer]:
    """The newest first."""
    return each(attempt_answer, queries.attempts_of(user_id, exam_id))


@checked
def get_active_exams_for_user(user_id: int, course_id: object = None) -> list[Answer]:
    course = None if course_id is None else str(course_id)
    return each(_active_answer, active_exams_of(user_id, by_clock(), course_id=course))


@checked
def get_attempt_status_summary(user_id: int, course_id: object, content_id: object) -> Answer | None:
    """For a course outline; an exam that is only timed has no `status`."""
    found = summaries.get_attempt_status_summary(user_id, course_id, content_id)
    if found is not None and found["status"] is None:
        del found["status"]
    return found


@checked
def get_last_exam_completion_date(course_id: object, username: str) -> datetime | None:
    """When the learner was done with the last proctored exam; None while one of them is still to be done."""
    with suppress(UserNotFound):
        return course_completed_at(find_by_username(username).pk, str(course_id))
    return None


@checked
def get_exam_violation_report(course_id: object, include_practice_exams: bool = False) -> list[Answer]:
    """A row for each attempt; of a large course it is a long list."""
    return list(violation_report(course_id, include_practice_exams=include_practice_exams))


def _found(find: Callable[[], Attempt]) -> Answer | None:
    try:
        return _settled(find())
    except AttemptNotFound:
        return None


def _settled(attempt: Attempt | None) -> Answer | None:
    return attempt_answer(settle(attempt, by_clock())) if attempt else None


def _active_answer(active: ActiveExam) -> Answer:
    return {
        "exam": exam_answer(active.attempt.exam),
        "attempt": attempt_answer(active.attempt),
        "allowances": [allowance_answer(row, active.attempt) for row in active.allowances],
    }
