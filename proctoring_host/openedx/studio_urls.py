"""Addresses of the host in Studio: the way from an exam to the vendor's dashboard. Everything else is in the LMS."""

from django.urls import include, path

from proctoring_host import conf
from proctoring_host.web import urls as api

here = [path("v1/", include(([api.exam_dashboard], api.app_name)))]

# Imported with the first request, when settings are complete.
urlpatterns = [path(conf.get().mounted_at, include(here))]
