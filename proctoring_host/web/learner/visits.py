"""Who looks at which exam, as the platform's context says it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime, parse_duration
from django.utils.translation import gettext as _

from proctoring_host.attempts.standing import Visit
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ExamExists, ExamNotFound, InvalidValue
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.queries import exam_by_content
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.models import Exam
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.entry import may_enter


def request_of(context: Mapping[str, Any]) -> HttpRequest:
    """The one in the context, else the one at hand, where the platform has the package `crum` to keep it.

    Raises `InvalidValue` without one: no button works without its token, and no browser is known by its cookies.
    """
    request = context.get("request") or _request_at_hand()
    if not isinstance(request, HttpRequest):
        raise InvalidValue(_("The context of an exam needs the request that it is shown for."), field="request")
    return request


def _request_at_hand() -> object:
    try:
        return import_module("crum").get_current_request()
    except ImportError:
        return None


def visit_of(request: HttpRequest, user_id: int, exam: Exam, context: Mapping[str, Any]) -> Visit:
    return Visit(
        user_id=user_id,
        may_enter=partial(may_enter, request),
        cause=cause_of(request, Actor.CLOCK),
        is_staff=policy.is_course_staff(request.user, exam.course_id),
        opt_out_allowed=context.get("allow_proctoring_opt_out", True) is not False,
        grace=_duration(context.get("grace_period")),
    )


def exam_of(user_id: int, course_id: object, content_id: object, context: Mapping[str, Any]) -> Exam:
    """The exam of this content, made from the context where authoring did not make it."""
    try:
        return exam_by_content(course_id, content_id)
    except ExamNotFound:
        if "default_time_limit_mins" not in context:
            raise
    request = request_of(context)
    # Two learners may come first at the same moment.
    with suppress(ExamExists):
        create_exam(_spec(course_id, content_id, context), _authoring(request))
    return exam_by_content(course_id, content_id)


def _authoring(request: HttpRequest) -> Cause:
    return cause_of(request, Actor.SYSTEM, "Made when its content was first shown.")


def _spec(course_id: object, content_id: object, context: Mapping[str, Any]) -> ExamSpec:
    return ExamSpec(
        course_id=course_id,
        content_id=content_id,
        exam_name=str(context.get("display_name") or _("Exam")),
        time_limit_mins=int(context["default_time_limit_mins"] or 0),
        due_date=_moment(context.get("due_date")),
        is_proctored=bool(context.get("is_proctored", context.get("is_proctored_exam", False))),
        is_practice_exam=bool(context.get("is_practice_exam", False)),
        hide_after_due=bool(context.get("hide_after_due", False)),
        backend=context.get("backend") or None,
    )


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _duration(value: Any) -> timedelta:
    found = parse_duration(value) if isinstance(value, str) else value
    return found if isinstance(found, timedelta) and found > timedelta(0) else timedelta(0)
