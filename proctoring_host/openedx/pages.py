"""Staff's pages in the LMS: attempts, incidents, one attempt's story. What learners look at is the platform's."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path
from django.views.decorators.http import require_GET

from proctoring_host import platform
from proctoring_host.web.pages import urls

app_name = urls.app_name


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/")


@require_GET
def course(request: HttpRequest, course_id: str) -> HttpResponse:
    return HttpResponseRedirect(platform.get().courses.course_url(course_id))


urlpatterns = [
    path("", home, name="home"),
    re_path(rf"^courses/{urls.COURSE}/$", course, name="course"),
    *urls.staff_pages,
]
