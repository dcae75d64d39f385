"""Exams as tracking events name them."""

from collections.abc import Mapping
from typing import Any

from proctoring_host.events.tracking import TrackedExam
from proctoring_host.models import Exam

NAMES = tuple(name for name in TrackedExam.__dataclass_fields__ if name != "id")


def tracked_exam(exam: Exam) -> TrackedExam:
    return tracked_values(exam.pk, {name: getattr(exam, name) for name in NAMES})


def tracked_values(exam_id: int, values: Mapping[str, Any]) -> TrackedExam:
    """An exam from the values that its history keeps."""
    return TrackedExam(id=exam_id, **{name: values[name] for name in NAMES})
