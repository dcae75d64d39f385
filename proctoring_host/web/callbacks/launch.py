"""Where the vendor's browser brings the learner back to. Anonymous: the vendor's browser has no session."""

import re
from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from proctoring_host import platform
from proctoring_host.attempts import launch, queries
from proctoring_host.cause import Cause
from proctoring_host.data import CallbackKind, Launched
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import AttemptNotFound, CallbackMalformed, ProctoringError
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt
from proctoring_host.web.callbacks.quiet import path_unlogged
from proctoring_host.web.callbacks.receive import callback_of, understand
from proctoring_host.web.causes import cause_of
from proctoring_host.web.entry import COOKIE_SALT
from proctoring_host.web.throttles import throttled

PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
LOOKAHEAD = ("prefetch", "preview", "prerender")
PREVIEWERS = re.compile(
    r"bot\b|crawler|spider|facebookexternalhit|whatsapp|skypeuripreview|slack-imgproxy|linkpreview|embedly", re.I
)


def only_looking(request: HttpRequest) -> bool:
    """Whether nobody has opened the link yet: HEAD, prefetch, prerender, and the previews of chat and mail."""
    if request.method not in ("GET", "POST"):
        return True
    purposes = " ".join(request.headers.get(name, "") for name in PURPOSE_HEADERS).lower()
    if any(word in purposes for word in LOOKAHEAD):
        return True
    return bool(PREVIEWERS.search(request.headers.get("User-Agent", "")))


@path_unlogged
@throttled("launch")
@csrf_exempt
@transaction.non_atomic_requests
def launch_view(request: HttpRequest, attempt_code: str) -> HttpResponse:
    """302 to the exam; 404 for a code nobody has; changes nothing while somebody is only looking."""
    cause = cause_of(request, Actor.LEARNER, "came back through the launch link")
    try:
        require_feature()
        attempt = queries.attempt_by_code(attempt_code)
    except ProctoringError as error:
        return _plain(_("This address belongs to no attempt.") if isinstance(error, AttemptNotFound) else error.detail)
    response = HttpResponseRedirect(platform.get().courses.exam_url(attempt.exam.course_id, attempt.exam.content_id))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    if not only_looking(request):
        _come_back(request, response, attempt, cause)
    return response


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")


def _come_back(request: HttpRequest, response: HttpResponse, attempt: Attempt, cause: Cause) -> None:
    """A backend that refuses, or an attempt that has no way back, still leads to the exam's page, unchanged."""
    try:
        callback = replace(callback_of(request, CallbackKind.LAUNCH, cause), attempt=queries.attempt_data(attempt))
        parsed = understand(callback, attempt.backend)
        if not isinstance(parsed, Launched) or parsed.attempt_code != attempt.code:
            raise CallbackMalformed(_("This backend has no launch link."))
        launch.launch(attempt.pk, cause=cause)
    except ProctoringError:
        return
    for name, value in parsed.cookies.items():
        response.set_signed_cookie(
            name, value, salt=COOKIE_SALT, httponly=True, samesite="Lax", secure=request.is_secure()
        )
