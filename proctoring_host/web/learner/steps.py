"""The buttons of the screens: each does one step and leads back to the exam, with a sentence where it was refused."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proctoring_host import platform
from proctoring_host.attempts import (
    acknowledge,
    begin,
    decline,
    download,
    queries,
    reset,
    start,
    stop,
    submit,
)
from proctoring_host.attempts.incidents import report_client_error
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AttemptExists, InvalidValue, OnboardingRequired, ProctoringError, TransitionRefused
from proctoring_host.exams.queries import get_exam
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt, Exam
from proctoring_host.web.causes import cause_of
from proctoring_host.web.clients import client_facts
from proctoring_host.web.entry import may_enter

STEPS: dict[str, Callable[..., Attempt]] = {
    "stop": stop.stop_attempt,
    "continue": start.start_attempt,
    "submit": submit.submit_attempt,
    "download": download.click_download,
    "decline": decline.decline_attempt,
    "reset": reset.reset_practice,
    "view": acknowledge.acknowledge,
}
# Where a step leads to: who asks again from there has got what they wished for.
LEADS_TO = {
    "start": Status.STARTED,
    "stop": Status.READY_TO_SUBMIT,
    "continue": Status.STARTED,
    "submit": Status.SUBMITTED,
    "download": Status.DOWNLOAD_SOFTWARE_CLICKED,
    "decline": Status.DECLINED,
}
STEP_NAMES = ("enter", "skip", "start", "error", *STEPS)


@require_http_methods(["GET", "POST"])
@transaction.non_atomic_requests
@login_required
def step(request: HttpRequest, exam_id: int, action: str) -> HttpResponse:
    """Twice is once: what a double click or a reload asks for again has been done, and the screen shows it.

    GET does nothing, and leads to the exam: it is what comes of a step after a session ended and a new sign-in.
    """
    cause = cause_of(request, Actor.LEARNER)
    try:
        require_feature()
        exam = get_exam(exam_id)
    except ProctoringError as unknown:
        return HttpResponse(unknown.detail, status=404, content_type="text/plain; charset=utf-8")
    try:
        if request.method == "POST":
            do_step(request, exam, action, cause)
    except OnboardingRequired:
        pass  # The screen tells which onboarding is missing.
    except ProctoringError as refused:
        messages.error(request, refused.detail)
    return HttpResponseRedirect(platform.get().courses.exam_path(exam.course_id, exam.content_id))


def do_step(request: HttpRequest, exam: Exam, action: str, cause: Cause) -> None:
    if action in ("enter", "skip"):
        _enter(exam, action, cause)
        return
    attempt = queries.current_attempt(cause.user_id or 0, exam.pk)
    if attempt is None or action not in STEP_NAMES:
        raise _not_now()
    if action == "error":
        report_client_error(attempt, cause=cause, detail=request.POST.get("detail", ""), facts=client_facts(request))
        return
    try:
        if action == "start":
            start.start_here(attempt, may_enter=partial(may_enter, request), cause=cause)
        else:
            STEPS[action](attempt.pk, cause=cause)
    except TransitionRefused:
        if queries.get_attempt(attempt.pk).status != LEADS_TO.get(action):
            raise


def _enter(exam: Exam, action: str, cause: Cause) -> None:
    try:
        begin.enter_exam(exam, cause.user_id or 0, taking_as_proctored=action == "enter", cause=cause)
    except AttemptExists as exists:
        raise _not_now() from exists


def _not_now() -> InvalidValue:
    return InvalidValue(_("This step is not possible now. The page shows where your exam stands."))
