"""A learner's pages: courses, one course's exams, one exam step by step."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from proctoring_host import platform
from proctoring_host.attempts import (
    create,
    decline,
    download,
    error,
    queries,
    reset,
    start,
    stop,
    submit,
    timeout,
)
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, ExamKind, Status
from proctoring_host.errors import InvalidValue, OnboardingRequired, ProctoringError, TransitionRefused
from proctoring_host.exams.queries import courses_with_exams, exam_by_content, exam_data, exams_of_course, kind_of
from proctoring_host.models import Attempt, Exam
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.entry import may_enter
from proctoring_host.web.pages.client import client_data
from proctoring_host.web.pages.environment import page
from proctoring_host.web.pages.guard import signed_in_page
from proctoring_host.web.pages.screens import screen_for

STEPS: dict[str, Callable[..., Attempt]] = {
    "start": start.start_attempt,
    "stop": stop.stop_attempt,
    "continue": start.start_attempt,
    "submit": submit.submit_attempt,
    "download": download.click_download,
    "decline": decline.decline_attempt,
    "reset": reset.reset_practice,
}
# Screens of an attempt that goes on in another browser.
ELSEWHERE = ("wrong_browser", "ready_elsewhere")


@require_GET
@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    courses = [
        {
            "id": course,
            "name": platform.get().courses.name(course),
            "staff": policy.is_course_staff(request.user, course),
        }
        for course in courses_with_exams()
    ]
    return page(request, "proctoring/home.html", title=_("Courses"), courses=courses)


@require_GET
@signed_in_page
def course(request: HttpRequest, course_id: str) -> HttpResponse:
    exams = list(exams_of_course(course_id, active_only=True))
    attempts = queries.newest_attempts_of(request.user.pk or 0, [exam.pk for exam in exams])
    rows = [{"exam": exam, "kind": kind_of(exam), "attempt": attempts.get(exam.pk)} for exam in exams]
    name = platform.get().courses.name(course_id)
    staff = policy.is_course_staff(request.user, course_id)
    return page(request, "proctoring/course.html", title=name, course_id=course_id, rows=rows, staff=staff)


@require_GET
@signed_in_page
def exam(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    found = exam_by_content(course_id, content_id)
    cause = cause_of(request, Actor.CLOCK)
    attempt = queries.current_attempt(request.user.pk or 0, found.pk)
    if attempt is not None:
        attempt = timeout.settle(attempt, cause)
    screen = screen_for(request, found, attempt, cause.at)
    return page(
        request,
        "proctoring/exam.html",
        title=found.exam_name,
        exam=found,
        attempt=attempt,
        screen=screen.name,
        client=client_data(attempt, now=cause.at, launch=screen.data["launch"], may_enter=screen.name not in ELSEWHERE),
        **screen.data,
    )


@require_POST
@signed_in_page
def step(request: HttpRequest, course_id: str, content_id: str, action: str) -> HttpResponse:
    """Does one step and leads back to the exam's page, with a sentence where it could not be done."""
    cause = cause_of(request, Actor.LEARNER)
    found = exam_by_content(course_id, content_id)
    try:
        _do(request, found, action, cause)
    except OnboardingRequired:
        pass  # the page tells which onboarding is missing
    except ProctoringError as refused:
        messages.error(request, refused.detail)
    return HttpResponseRedirect(
        reverse("proctoring-pages:exam", kwargs={"course_id": course_id, "content_id": content_id})
    )


def _do(request: HttpRequest, found: Exam, action: str, cause: Cause) -> None:
    if action in ("enter", "skip"):
        _enter(request, found, cause, proctored=action == "enter")
        return
    attempt = queries.current_attempt(cause.user_id or 0, found.pk)
    if attempt is None or (action not in STEPS and action != "error"):
        raise InvalidValue(_("This step is not possible now. The page shows where your exam stands."))
    if action == "start" and attempt.backend and not may_enter(request, attempt):
        raise InvalidValue(_("Start this exam in the browser that the proctoring software opened for you."))
    if action == "error":
        error.report_error(attempt.pk, cause=cause, detail="reported by the learner")
        return
    STEPS[action](attempt.pk, cause=cause)


def _enter(request: HttpRequest, found: Exam, cause: Cause, *, proctored: bool) -> None:
    """A timed exam starts at once; one with a backend is registered first."""
    policy.require_can_take(request.user, exam_data(found))
    watched = proctored and kind_of(found) != ExamKind.TIMED
    attempt = create.create_attempt(found.pk, cause.user_id or 0, taking_as_proctored=watched, cause=cause)
    if kind_of(found) == ExamKind.TIMED and attempt.status == Status.CREATED:
        _started_once(attempt.pk, cause)


def _started_once(attempt_id: int, cause: Cause) -> None:
    """A double click begins twice at the same moment; the second start finds the exam running, as it wishes."""
    try:
        start.start_attempt(attempt_id, cause=cause)
    except TransitionRefused as refused:
        if refused.code != "already_started":
            raise
