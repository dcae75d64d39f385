"""Addresses of the pages. The standalone host mounts them all; a platform has pages of its own for learners."""

from django.urls import path, re_path

from proctoring_host.web.pages import learner, staff

app_name = "proctoring-pages"

COURSE = r"(?P<course_id>[^/]+(?:/[^/]+){0,2}?)"
CONTENT = r"(?P<content_id>.+?)"

staff_pages = [
    re_path(rf"^staff/courses/{COURSE}/attempts/$", staff.attempts, name="staff-attempts"),
    re_path(rf"^staff/courses/{COURSE}/incidents/$", staff.incidents, name="staff-incidents"),
    path("staff/attempts/<int:attempt_id>/", staff.attempt, name="staff-attempt"),
    path("staff/attempts/<int:attempt_id>/video", staff.video, name="staff-video"),
    path("staff/attempts/<int:attempt_id>/<str:action>", staff.act, name="staff-act"),
]

urlpatterns = [
    path("", learner.home, name="home"),
    re_path(rf"^courses/{COURSE}/exams/{CONTENT}/?$", learner.exam, name="exam"),
    re_path(rf"^courses/{COURSE}/$", learner.course, name="course"),
    *staff_pages,
]
