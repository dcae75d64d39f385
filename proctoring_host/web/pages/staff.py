"""Pages for course staff and reviewers: attempts of a course, one attempt's whole story, decisions."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from proctoring_host import platform
from proctoring_host.attempts import queries, remove, resume
from proctoring_host.attempts.incidents import incidents_of, incidents_page
from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.data import VideoQuery
from proctoring_host.domain.statuses import Actor, ReviewStatus
from proctoring_host.errors import InvalidValue, PermissionRefused, ProctoringError
from proctoring_host.models import Attempt
from proctoring_host.registry import calls, get_registry
from proctoring_host.reviews import manual
from proctoring_host.reviews import queries as review_queries
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.pages.environment import page
from proctoring_host.web.pages.guard import signed_in_page

PAGE_SIZE = 25


@require_GET
@signed_in_page
def attempts(request: HttpRequest, course_id: str) -> HttpResponse:
    _require_may_look(request, course_id)
    search = request.GET.get("q", "").strip()[:100]
    number = request.GET.get("page", "1")
    listing = queries.newest_attempts_page(
        course_id, page=int(number) if number.isdecimal() else 1, page_size=PAGE_SIZE, search=search
    )
    return page(
        request,
        "proctoring/staff_attempts.html",
        title=_("Exam attempts"),
        course_id=course_id,
        course_name=platform.get().courses.name(course_id),
        listing=listing,
        search=search,
    )


def _require_may_look(request: HttpRequest, course_id: str) -> None:
    if not policy.may_review(request.user, course_id):
        raise PermissionRefused(_("Only the staff of this course and reviewers may see this page."))


@require_GET
@signed_in_page
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    found = queries.get_attempt(attempt_id)
    _require_may_look(request, found.exam.course_id)
    review = review_queries.review_of(found.pk)
    handle = get_registry().backend(found.backend) if found.backend else None
    return page(
        request,
        "proctoring/staff_attempt.html",
        title=_("One attempt"),
        attempt=found,
        handle=handle,
        review=review,
        comments=review.comments.all() if review else [],
        transitions=found.transitions.select_related("actor_user"),
        effects=found.effects.all(),
        incidents=incidents_of(found),
        verdicts=list(ReviewStatus),
        may_review=platform.get().access.can_review(request.user),
        may_manage=policy.is_course_staff(request.user, found.exam.course_id),
        has_video=bool(review and review.encrypted_video_url and handle and Capability.VIDEO in handle.capabilities),
    )


@require_GET
@signed_in_page
def incidents(request: HttpRequest, course_id: str) -> HttpResponse:
    _require_may_look(request, course_id)
    search = request.GET.get("q", "").strip()[:16]
    number = request.GET.get("page", "1")
    listing = incidents_page(
        course_id, page=int(number) if number.isdecimal() else 1, page_size=PAGE_SIZE, search=search
    )
    return page(
        request,
        "proctoring/staff_incidents.html",
        title=_("Reported problems"),
        course_id=course_id,
        course_name=platform.get().courses.name(course_id),
        listing=listing,
        search=search,
    )


@require_POST
@signed_in_page
def act(request: HttpRequest, attempt_id: int, action: str) -> HttpResponse:
    """Removal, resumption or a reviewer's decision; leads back with a sentence that says what happened."""
    cause = cause_of(request, Actor.STAFF, request.POST.get("reason", "")[:1000])
    found = queries.get_attempt(attempt_id)
    try:
        messages.success(request, _act(request, found, action, cause))
    except ProctoringError as refused:
        messages.error(request, refused.detail)
    if action == "remove":
        return HttpResponseRedirect(
            reverse("proctoring-pages:staff-attempts", kwargs={"course_id": found.exam.course_id})
        )
    return HttpResponseRedirect(reverse("proctoring-pages:staff-attempt", kwargs={"attempt_id": attempt_id}))


def _act(request: HttpRequest, found: Attempt, action: str, cause: Cause) -> str:
    if action == "review":
        return _review(request, found, cause)
    policy.require_course_staff(request.user, found.exam.course_id)
    if action == "resume":
        resume.mark_ready_to_resume(found.pk, cause=cause)
        return _("The learner can resume this exam now.")
    if action == "remove":
        remove.remove_attempt(found.pk, cause=cause)
        return _("The attempt was removed, and the learner can begin again.")
    raise InvalidValue(_("There is no such action."))


def _review(request: HttpRequest, found: Attempt, cause: Cause) -> str:
    if not platform.get().access.can_review(request.user):
        raise PermissionRefused(_("Only reviewers may decide on reviews."))
    review = review_queries.review_of(found.pk)
    if review is None:
        raise InvalidValue(_("This attempt has no review yet."))
    try:
        verdict = ReviewStatus(request.POST.get("status", ""))
    except ValueError:
        raise InvalidValue(_("Choose one of the verdicts."), field="status") from None
    notes = request.POST.get("notes", "")[:5000]
    manual.review_by_staff(review.pk, verdict, notes, cause=cause, seen=_seen(request))
    return _("Your decision was saved.")


def _seen(request: HttpRequest) -> datetime | None:
    """The state of the review that the reviewer had before their eyes."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


@require_GET
@signed_in_page
def video(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Leads to the recording; the decrypted address is never written down here."""
    found = queries.get_attempt(attempt_id)
    if not platform.get().access.can_review(request.user):
        raise PermissionRefused(_("Only reviewers may see recordings."))
    review = review_queries.review_of(found.pk)
    if review is None or not review.encrypted_video_url:
        raise InvalidValue(_("There is no recording for this attempt."))
    query = VideoQuery(attempt=queries.attempt_data(found), encrypted_video_url=review.encrypted_video_url)
    response = HttpResponseRedirect(calls.video_url(found.backend, query))
    response["Referrer-Policy"] = "no-referrer"
    return response
