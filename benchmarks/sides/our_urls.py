"""The addresses as a platform mounts them."""

from django.urls import include, path

urlpatterns = [
    path("", include("proctoring_host.web.urls")),
    path("", include("proctoring_host.web.learner.urls")),
]
