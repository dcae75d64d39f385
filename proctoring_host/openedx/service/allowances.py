"""Allowances, as course staff grant them."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import ngettext

from proctoring_host.allowances import bulk, queries, remove
from proctoring_host.allowances import set as setting
from proctoring_host.attempts.due import allowed_seconds
from proctoring_host.domain.durations import humanise
from proctoring_host.openedx.service.answers import Answer, allowance_answer, each, exam_of
from proctoring_host.openedx.service.causes import by_staff
from proctoring_host.openedx.service.checked import checked
from proctoring_host.openedx.service.lms_only import lms_only
from proctoring_host.openedx.service.words import ids_of


@lms_only
@checked
def add_allowance_for_user(exam_id: int, user_info: int | str, key: str, value: object) -> None:
    """`user_info` is an id, a username or an address.

    Raises `ExamNotFound`, `ExamInactive`, `UserNotFound`, `AllowanceInvalid`.
    """
    setting.set_allowance(exam_id, user_info, key, value, cause=by_staff("add_allowance_for_user"))


@lms_only
def add_bulk_allowances(
    exam_ids: Iterable[int | str], user_ids: Iterable[int | str], allowance_type: str, value: object
) -> tuple[list[Answer], int, int]:
    """All pairs, how many of them got the allowance, and how many did not.

    Raises `AllowanceInvalid`, and `InvalidValue` for an exam that is no number.
    """
    exams = ids_of(exam_ids)
    result = bulk.set_allowances(exams, list(user_ids), allowance_type, value, cause=by_staff("add_bulk_allowances"))
    pairs = [{"exam_id": entry.exam_id, "user_id": entry.user} for entry in result.entries]
    return pairs, len(pairs) - len(result.errors), len(result.errors)


@lms_only
@checked
def remove_allowance_for_user(exam_id: int, user_id: int, key: str) -> None:
    """Also when there was none. Raises `UserNotFound`."""
    remove.remove_allowance(exam_id, user_id, key, cause=by_staff("remove_allowance_for_user"))


@checked
def get_allowances_for_course(course_id: object) -> list[Answer]:
    """Of the active exams of the course."""
    return each(allowance_answer, queries.allowances_of_course(course_id))


@checked
def get_total_allowed_time_for_exam(exam: Answer, user_id: int) -> str:
    """In words, in the reader's language: what a start at this moment would give. Raises `ExamNotFound`."""
    return humanise(allowed_seconds(exam_of(exam), user_id, timezone.now()) // 60, ngettext)
