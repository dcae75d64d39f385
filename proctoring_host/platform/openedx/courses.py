"""Courses, their dates, and what of them is open to a learner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.urls import NoReverseMatch, reverse

from proctoring_host.data import ExamData
from proctoring_host.platform.django_auth import ExamDates, StandaloneCourses
from proctoring_host.platform.openedx.optional import FromService, app_module, course_key, usage_key
from proctoring_host.platform.ports import Outline, SequenceDates
from proctoring_host.platform.runtime import get_runtime_service


class OpenEdxCourses(StandaloneCourses):
    """What `PROCTORING_COURSES` says of a course counts more than what the platform says."""

    def name(self, course_id: str) -> str:
        described = super().name(course_id)
        return described if described != course_id else str(_overview(course_id, "display_name") or course_id)

    def ends_at(self, course_id: str) -> datetime | None:
        return super().ends_at(course_id) or _overview(course_id, "end")

    def exam_path(self, course_id: str, content_id: str) -> str:
        try:
            return reverse("jump_to", kwargs={"course_id": course_id, "location": content_id})
        except NoReverseMatch:
            return super().exam_path(course_id, content_id)

    def escalation_email(self, course_id: str) -> str:
        instructor = get_runtime_service("instructor")
        found = super().escalation_email(course_id)
        if found or instructor is None or course_key(course_id) is None:
            return found
        try:
            return instructor.get_proctoring_escalation_email(course_id) or ""
        except ObjectDoesNotExist:
            return ""


class OpenEdxDates(ExamDates):
    def due(self, exam: ExamData, user_id: int) -> datetime | None:
        return _date_of(exam, user_id, "due") or super().due(exam, user_id)

    def opens(self, exam: ExamData, user_id: int) -> datetime | None:
        return _date_of(exam, user_id, "start")


class OpenEdxOutlines(FromService):
    name = "learning_sequences"

    def of_learner(self, course_id: str, user_id: int, at: datetime) -> Outline | None:
        course, service = course_key(course_id), self.service
        if course is None or service is None:
            return None
        user = get_user_model()._default_manager.get(pk=user_id)
        try:
            details = service.get_user_course_outline_details(course, user, at)
        except ObjectDoesNotExist:
            return None
        accessible = frozenset(str(key) for key in details.outline.accessible_sequences)
        return Outline(accessible=accessible, dates=_dates(details.schedule.sequences))


def _dates(sequences: Mapping[Any, Any]) -> Mapping[str, SequenceDates]:
    return {str(key): SequenceDates(opens=item.effective_start, due=item.due) for key, item in sequences.items()}


def _overview(course_id: str, column: str) -> Any:
    """What the platform keeps for quick answers about a course; None where it keeps none, or not of this one."""
    try:
        overview = apps.get_app_config("course_overviews").get_model("CourseOverview")
    except LookupError:
        return None
    return overview._default_manager.filter(pk=course_key(course_id)).values_list(column, flat=True).first()


def _date_of(exam: ExamData, user_id: int, name: str) -> datetime | None:
    """The date with the learner's own extension, if there is one."""
    edx_when, course = app_module("edx_when", "edx_when.api"), course_key(exam.course_id)
    block = usage_key(exam.content_id, course) if course else None
    if edx_when is None or block is None:
        return None
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    found: datetime | None = edx_when.get_date_for_block(course, block, name=name, user=user)
    return found
