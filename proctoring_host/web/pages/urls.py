"""Addresses of the pages. Only the standalone host mounts them: a platform has its own."""

from django.urls import path, re_path

from proctoring_host.web.pages import learner, staff

app_name = "proctoring-pages"

COURSE = r"(?P<course_id>[^/]+(?:/[^/]+){0,2}?)"
CONTENT = r"(?P<content_id>.+?)"

urlpatterns = [
    path("", learner.home, name="home"),
    re_path(rf"^courses/{COURSE}/exams/{CONTENT}/?$", learner.exam, name="exam"),
    re_path(rf"^courses/{COURSE}/$", learner.course, name="course"),
    re_path(rf"^staff/courses/{COURSE}/attempts/$", staff.attempts, name="staff-attempts"),
    re_path(rf"^staff/courses/{COURSE}/incidents/$", staff.incidents, name="staff-incidents"),
    path("staff/attempts/<int:attempt_id>/", staff.attempt, name="staff-attempt"),
    path("staff/attempts/<int:attempt_id>/video", staff.video, name="staff-video"),
    path("staff/attempts/<int:attempt_id>/<str:action>", staff.act, name="staff-act"),
]
