"""Addresses of the host in the LMS: those that clients and vendors know, or its own where edx-proctoring has these."""

from django.urls import include, path

from proctoring_host import conf
from proctoring_host.openedx import pages
from proctoring_host.web import urls as api
from proctoring_host.web.gallery import urls as gallery
from proctoring_host.web.learner import urls as learner
from proctoring_host.web.operations import urls as operations

here = [
    path("", include((api.below, api.app_name))),
    path("", include((learner.below, learner.app_name))),
    path("operations/", include((operations.urlpatterns, operations.app_name))),
    path("pages/", include((pages.urlpatterns, pages.app_name))),
    path("emails/", include((gallery.urlpatterns, gallery.app_name))),
]

# Imported with the first request, when settings are complete.
urlpatterns = [path(conf.get().mounted_at, include(here))]
