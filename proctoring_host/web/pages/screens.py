"""Which screen a learner sees for an exam, and what it shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from proctoring_host import conf, platform
from proctoring_host.attempts import queries
from proctoring_host.attempts.overview import launch_info_of
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.deadlines import is_past_due
from proctoring_host.domain.statuses import ONBOARDING_ERRORS, PRE_STARTED, ExamKind, Status
from proctoring_host.exams.queries import exam_data, kind_of
from proctoring_host.models import Attempt, Exam
from proctoring_host.registry import get_registry
from proctoring_host.web.entry import may_enter
from proctoring_host.web.rest.representations import in_words

OWN_SCREENS = {
    Status.READY_TO_SUBMIT: "ready_to_submit",
    Status.DECLINED: "content_open",
    Status.TIMED_OUT: "submitted",
    Status.SUBMITTED: "submitted",
    Status.SECOND_REVIEW_REQUIRED: "submitted",
    Status.VERIFIED: "verified",
    Status.REJECTED: "rejected",
    Status.ERROR: "error",
} | dict.fromkeys(ONBOARDING_ERRORS, "onboarding_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The name of a template in `screens/`, and its data."""

    name: str
    data: dict[str, Any]


def screen_for(request: HttpRequest, exam: Exam, attempt: Attempt | None, now: datetime) -> Screen:
    kind = kind_of(exam)
    due = platform.get().dates.due(exam_data(exam), request.user.pk or 0)
    past_due = is_past_due(kind, due, platform.get().courses.ends_at(exam.course_id), now)
    name = _name(request, attempt, past_due=past_due)
    return Screen(name=name, data=_data(exam, attempt, kind, now) | {"due": due})


def _name(request: HttpRequest, attempt: Attempt | None, *, past_due: bool) -> str:
    if attempt is None or _not_begun(attempt):
        return "expired" if past_due else "entrance"
    status = Status(attempt.status)
    if attempt.ready_to_resume:
        return "ready_to_resume"
    if status in PRE_STARTED:
        return "expired" if past_due else _set_up_screen(request, attempt)
    if status == Status.STARTED:
        return "content" if may_enter(request, attempt) else "wrong_browser"
    return OWN_SCREENS[status]


def _not_begun(attempt: Attempt) -> bool:
    """A practice that was reset, or a timed exam that was made and not started."""
    return attempt.status == Status.ONBOARDING_RESET or (attempt.status == Status.CREATED and not attempt.backend)


def _set_up_screen(request: HttpRequest, attempt: Attempt) -> str:
    """Starting is offered only where the content would be shown, so that no clock starts in the wrong browser."""
    if not attempt.external_id:
        return "registering"
    if attempt.status != Status.READY_TO_START:
        return "instructions"
    return "ready_to_start" if may_enter(request, attempt) else "ready_elsewhere"


def _data(exam: Exam, attempt: Attempt | None, kind: ExamKind | None, now: datetime) -> dict[str, Any]:
    handle = get_registry().backend(exam.backend) if kind and kind != ExamKind.TIMED else None
    left = queries.seconds_left(attempt, now) if attempt else 0
    return {
        "kind": kind,
        "backend": handle,
        "settings": conf.get(),
        "time_limit": in_words(exam.time_limit_mins * 60),
        "seconds_left": left,
        "time_left": in_words(left),
        "launch": _launch_info(attempt),
        "sample": bool(attempt and attempt.is_sample_attempt),
        "may_decline": kind == ExamKind.PROCTORED,
        "escalation_email": platform.get().courses.escalation_email(exam.course_id),
    }


def _launch_info(attempt: Attempt | None) -> LaunchInfo:
    return launch_info_of(attempt) if attempt else LaunchInfo()
