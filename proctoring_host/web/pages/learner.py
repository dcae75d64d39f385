"""A learner's pages: courses, one course's exams, one exam step by step."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup

from proctoring_host import platform
from proctoring_host.attempts.standing import standing_of
from proctoring_host.domain.statuses import Status
from proctoring_host.exams.queries import courses_with_exams, exam_by_content, kind_of
from proctoring_host.web import policy
from proctoring_host.web.learner.summaries import summaries_of_course
from proctoring_host.web.learner.view import bar, fragment
from proctoring_host.web.learner.visits import visit_of
from proctoring_host.web.pages.environment import page
from proctoring_host.web.pages.guard import signed_in_page


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
    found = summaries_of_course(request.user.pk or 0, course_id)
    rows = [{"exam": exam, "kind": kind_of(exam), "summary": summary} for exam, summary in found.items()]
    name = platform.get().courses.name(course_id)
    staff = policy.is_course_staff(request.user, course_id)
    return page(request, "proctoring/course.html", title=name, course_id=course_id, rows=rows, staff=staff)


@require_GET
@signed_in_page
def exam(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    found = exam_by_content(course_id, content_id)
    standing = standing_of(found, visit_of(request, request.user.pk or 0, found, {}))
    attempt = standing.attempt
    return page(
        request,
        "proctoring/exam.html",
        title=found.exam_name,
        exam=found,
        attempt=attempt,
        fragment=_markup(fragment(request, standing)),
        bar=_markup(bar(request, standing)),
        declined=bool(attempt and attempt.status == Status.DECLINED),
    )


def _markup(html: str | None) -> Markup | None:
    """Fragments come escaped, from templates."""
    return Markup(html) if html else None  # noqa: S704
