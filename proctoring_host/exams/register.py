"""Takes over a course's exams from authoring."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import InvalidValue
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.specs import CHANGEABLE, ExamSpec, checked_course_id, values_of
from proctoring_host.exams.update import change, lock_open_attempts
from proctoring_host.feature import require_feature
from proctoring_host.models import Exam


@retried
def register_course_exams(course_id: object, specs: Sequence[ExamSpec], cause: Cause) -> list[Exam]:
    """Make or change the exams of a course, all or none; those that are not named become inactive and not proctored.

    Returns them in the order of `specs`. A missing backend or external id keeps what an exam has. Raises
    `InvalidValue` (also for an exam of another course, or one named twice) and `FeatureDisabled`.
    """
    require_feature()
    course = checked_course_id("course_id", course_id)
    for spec in specs:
        values_of(spec)
    _check_content(course, specs)
    with transaction.atomic():
        lock_open_attempts(_with_new_due_date(course, specs))
        known = {exam.content_id: exam for exam in _locked(course)}
        registered = [_registered(known.get(str(spec.content_id)), spec, cause) for spec in specs]
        named = {str(spec.content_id) for spec in specs}
        for content_id, exam in known.items():
            if content_id not in named:
                change(exam, {"is_active": False, "is_proctored": False}, cause)
    return registered


def _locked(course_id: str) -> list[Exam]:
    return list(Exam.objects.select_for_update().filter(course_id=course_id).order_by("id"))


def _with_new_due_date(course_id: str, specs: Sequence[ExamSpec]) -> list[int]:
    due = {str(spec.content_id): values_of(spec)["due_date"] for spec in specs}
    exams = Exam.objects.filter(course_id=course_id, content_id__in=due).values_list("pk", "content_id", "due_date")
    return [pk for pk, content_id, due_date in exams if due[content_id] != due_date]


def _check_content(course_id: str, specs: Sequence[ExamSpec]) -> None:
    content = [str(spec.content_id) for spec in specs]
    if len(content) != len(set(content)):
        raise InvalidValue(_("The same content is named twice."), field="content_id")
    if any(str(spec.course_id) != course_id for spec in specs):
        raise InvalidValue(_("All exams must belong to the course that is registered."), field="course_id")


def _registered(exam: Exam | None, spec: ExamSpec, cause: Cause) -> Exam:
    if exam is None:
        return create_exam(spec, cause)
    wanted: dict[str, Any] = {name: value for name, value in asdict(spec).items() if name in CHANGEABLE}
    for name in ("backend", "external_id"):
        if not wanted[name]:
            del wanted[name]
    return change(exam, wanted, cause)
