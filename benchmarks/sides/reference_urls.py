"""The addresses as a platform mounts them, and the few of the platform's own that the reference links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(_request: HttpRequest, **_names: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("api/", include("edx_proctoring.urls")),
    path("courses/<path:course_id>/jump_to/<path:location>", nothing, name="jump_to"),
    path("courses/<path:course_id>/progress", nothing, name="progress"),
    path("password", nothing, name="password_assistance"),
]
