"""Tracking events, for platforms with the package event-tracking."""

import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from proctoring_host.events.installed import is_installed as _is_installed
from proctoring_host.registry.guard import PluginRaised, guarded

logger = logging.getLogger(__name__)
PREFIX = "edx.special_exam"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedExam:
    """The exam as an event names it: as it was then."""

    id: int
    course_id: str
    content_id: str
    exam_name: str
    time_limit_mins: int
    is_proctored: bool
    is_practice_exam: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedAttempt:
    """The attempt as an event names it, in the status that it had then."""

    id: int
    user_id: int
    code: str
    status: str
    started_at: datetime | None
    completed_at: datetime | None
    allowed_seconds: int | None


def is_at_work() -> bool:
    """The package may be installed, as others need it, by a site that has registered no tracker."""
    if not _is_installed("eventtracking"):
        return False
    try:
        importlib.import_module("eventtracking.tracker").get_tracker()
    except KeyError:
        return False
    return True


def emit_exam(what: str, exam: TrackedExam, more: Mapping[str, Any]) -> None:
    """An event about an exam as such: made, changed, offered to a learner, an allowance for it."""
    _emit(f"{PREFIX}.{_kind_of(exam)}.{what}", exam.course_id, {**_of_exam(exam), **more})


def emit_offer(exam: TrackedExam) -> None:
    """A learner is shown the choice to take the exam with proctoring. Nothing hangs on it, least of all the page."""
    if not is_at_work():
        return
    try:
        guarded(lambda: emit_exam("option-presented", exam, {}))
    except PluginRaised as raised:
        logger.error("tracking failed exam=%s error=%s", exam.id, type(raised.error).__name__)


def emit_attempt(what: str, exam: TrackedExam, attempt: TrackedAttempt, at: datetime, more: Mapping[str, Any]) -> None:
    """An event about an attempt, `at` the time of what happened."""
    data = {**_of_exam(exam), **_of_attempt(attempt, at), **more}
    _emit(f"{PREFIX}.{_kind_of(exam)}.attempt.{what}", exam.course_id, data)


def _kind_of(exam: TrackedExam) -> str:
    """By the exam alone: pipelines count a proctored exam that its learner declined among the proctored ones."""
    if not exam.is_proctored:
        return "timed"
    return "practice" if exam.is_practice_exam else "proctored"


def _of_exam(exam: TrackedExam) -> dict[str, Any]:
    return {
        "exam_id": exam.id,
        "exam_content_id": exam.content_id,
        "exam_name": exam.exam_name,
        "exam_default_time_limit_mins": exam.time_limit_mins,
        "exam_is_proctored": exam.is_proctored,
        "exam_is_practice_exam": exam.is_practice_exam,
        "exam_is_active": exam.is_active,
    }


def _of_attempt(attempt: TrackedAttempt, at: datetime) -> dict[str, Any]:
    """As far as it had come by then: an event may be written late, of an attempt that has gone on since."""
    started, completed = _by(attempt.started_at, at), _by(attempt.completed_at, at)
    seconds = attempt.allowed_seconds if started else None
    return {
        "attempt_id": attempt.id,
        "attempt_user_id": attempt.user_id,
        "attempt_started_at": started.isoformat() if started else None,
        "attempt_completed_at": completed.isoformat() if completed else None,
        "attempt_code": attempt.code,
        "attempt_allowed_time_limit_mins": None if seconds is None else seconds // 60,
        "attempt_status": attempt.status,
        "attempt_event_elapsed_time_secs": (at - started).total_seconds() if started else None,
    }


def _by(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None


def _emit(name: str, course_id: str, data: Mapping[str, Any]) -> None:
    tracker = importlib.import_module("eventtracking.tracker")
    context = {"course_id": course_id, "org_id": _organisation(course_id)}
    with tracker.get_tracker().context(name, context):
        tracker.emit(name, dict(data))


def _organisation(course_id: str) -> str:
    try:
        return str(CourseKey.from_string(course_id).org or "")
    except InvalidKeyError:
        return ""
