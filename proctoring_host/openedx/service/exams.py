"""Exams, as authoring makes and reads them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from proctoring_host.attempts.due import is_past_due
from proctoring_host.errors import ExamNotFound
from proctoring_host.exams import create, queries, update
from proctoring_host.exams.dashboard import has_dashboard
from proctoring_host.exams.settings import settings_of_exam
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.openedx.service.answers import Answer, each, exam_answer, exam_of
from proctoring_host.openedx.service.causes import by_staff
from proctoring_host.openedx.service.checked import checked, number_of
from proctoring_host.web.rest.settings import settings_json

NOT_GIVEN = datetime(1970, 1, 1)  # noqa: DTZ001  the reference's own default of `update_exam`
"""Keeps the due date, which None clears."""


@checked
def create_exam(  # noqa: PLR0913, PLR0917  the reference's signature
    course_id: object,
    content_id: object,
    exam_name: str,
    time_limit_mins: int,
    due_date: datetime | None = None,
    is_proctored: bool = True,
    is_practice_exam: bool = False,
    external_id: str | None = None,
    is_active: bool = True,
    hide_after_due: bool = False,
    backend: str | None = None,
) -> int:
    """The id of the new exam. Raises `ExamExists`, `InvalidValue`."""
    spec = ExamSpec(
        course_id=course_id,
        content_id=content_id,
        exam_name=exam_name,
        time_limit_mins=time_limit_mins,
        due_date=due_date,
        is_proctored=is_proctored,
        is_practice_exam=is_practice_exam,
        external_id=external_id,
        is_active=is_active,
        hide_after_due=hide_after_due,
        backend=backend,
    )
    return int(create.create_exam(spec, cause=by_staff("create_exam")).pk)


@checked
def update_exam(  # noqa: PLR0913, PLR0917  the reference's signature
    exam_id: int,
    exam_name: str | None = None,
    time_limit_mins: int | None = None,
    due_date: datetime | None = NOT_GIVEN,
    is_proctored: bool | None = None,
    is_practice_exam: bool | None = None,
    external_id: str | None = None,
    is_active: bool | None = None,
    hide_after_due: bool | None = None,
    backend: str | None = None,
) -> int:
    """The exam's id. None keeps a field, but clears the due date. Raises `ExamNotFound`, `InvalidValue`."""
    changes: dict[str, Any] = {
        "exam_name": exam_name,
        "time_limit_mins": time_limit_mins,
        "is_proctored": is_proctored,
        "is_practice_exam": is_practice_exam,
        "external_id": external_id,
        "is_active": is_active,
        "hide_after_due": hide_after_due,
        "backend": backend,
    }
    if not isinstance(due_date, datetime) or due_date.replace(tzinfo=None) != NOT_GIVEN:
        changes["due_date"] = due_date
    return int(update.update_exam(exam_id, changes, cause=by_staff("update_exam")).pk)


@checked
def get_exam_by_id(exam_id: int) -> Answer:
    """Raises `ExamNotFound`."""
    return exam_answer(queries.get_exam(exam_id))


@checked
def get_exam_by_content_id(course_id: object, content_id: object) -> Answer:
    """Raises `ExamNotFound`."""
    return exam_answer(queries.exam_by_content(course_id, content_id))


@checked
def get_all_exams_for_course(course_id: object, active_only: bool = False) -> list[Answer]:
    return each(exam_answer, queries.exams_of_course(course_id, active_only=active_only))


def is_exam_passed_due(exam: Answer, user: Any = None) -> bool:
    """`user` may be an account or its id; without one the exam's own due date counts. Raises `ExamNotFound`."""
    return is_past_due(exam_of(exam), number_of("user", getattr(user, "pk", user)), timezone.now())


@checked
def get_exam_configuration_dashboard_url(course_id: object, content_id: object) -> str | None:
    """A path, for Studio; None for what is no proctored exam, or whose backend has no dashboard."""
    try:
        exam = queries.exam_by_content(course_id, content_id)
    except ExamNotFound:
        return None
    if not has_dashboard(exam):
        return None
    path = reverse("proctoring:exam-dashboard", kwargs={"course_id": exam.course_id, "exam_id": exam.pk})
    return f"{path}?config=true"


@checked
def get_proctoring_settings_by_exam_id(exam_id: int) -> Answer:
    """For no learner in particular: the vendor's part is empty. Raises `ExamNotFound`."""
    return settings_json(settings_of_exam(exam_id, 0))
