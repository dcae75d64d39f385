"""The fragment that a platform shows in place of an exam, or beside it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from proctoring_host import conf
from proctoring_host.attempts.standing import Standing, standing_of
from proctoring_host.domain.screens import ScreenId
from proctoring_host.domain.statuses import IN_PROGRESS
from proctoring_host.events.tracking import emit_offer
from proctoring_host.exams.tracked import tracked_exam
from proctoring_host.web.learner.visits import exam_of, request_of, visit_of
from proctoring_host.web.learner.writing import write

STUDENT = "student"


def get_student_view(
    user_id: int, course_id: object, content_id: object, context: Mapping[str, Any], user_role: str = STUDENT
) -> str | None:
    """HTML to show instead of the content, or None where the content itself is to be shown.

    `context` is what the platform knows of the content: `display_name`, `default_time_limit_mins`, `due_date`,
    `is_proctored`, `is_practice_exam`, `hide_after_due`, `backend`, `grace_period`, `allow_proctoring_opt_out`, and
    under `request` the request at hand, which the buttons and the check of the browser need; a platform with
    `crum.CurrentRequestUserMiddleware` may leave it out. An exam that authoring did not make is made from it. Whoever
    has another role than that of a student sees the content, and so does everybody in Studio, and where special exams
    are off.
    """
    site = conf.get()
    if user_role != STUDENT or site.in_studio or not site.enabled:
        return None
    request = request_of(context)
    exam = exam_of(user_id, course_id, content_id, context)
    standing = standing_of(exam, visit_of(request, user_id, exam, context))
    return fragment(request, standing)


def get_exam_bar(user_id: int, course_id: object, content_id: object, context: Mapping[str, Any]) -> str | None:
    """What stands above the content of an exam that runs: the clock, and the way to its end. None while none runs."""
    if not conf.get().enabled:
        return None
    request = request_of(context)
    exam = exam_of(user_id, course_id, content_id, context)
    return bar(request, standing_of(exam, visit_of(request, user_id, exam, context)))


def fragment(request: HttpRequest, standing: Standing) -> str | None:
    if standing.shown.screen is ScreenId.CONTENT:
        return None
    if standing.shown.screen is ScreenId.PROCTORED_ENTRANCE:
        emit_offer(tracked_exam(standing.exam))
    return write(request, standing, standing.shown.screen.value)


def bar(request: HttpRequest, standing: Standing) -> str | None:
    attempt = standing.attempt
    shows_content = standing.shown.screen is ScreenId.CONTENT
    if not shows_content or attempt is None or attempt.status not in IN_PROGRESS:
        return None
    return write(request, standing, "content_bar")
