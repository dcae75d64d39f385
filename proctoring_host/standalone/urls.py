"""Addresses of the standalone host: the proctoring app at the root, sign-in, and Django's admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
    path("", include("proctoring_host.web.urls")),
    path("emails/", include("proctoring_host.web.gallery.urls")),
    path("", include("proctoring_host.web.learner.urls")),
    path("", include("proctoring_host.web.operations.urls")),
    path("", include("proctoring_host.web.pages.urls")),
]

handler404 = "proctoring_host.standalone.views.page_not_found"
handler500 = "proctoring_host.standalone.views.server_error"
