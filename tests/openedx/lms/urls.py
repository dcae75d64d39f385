"""Like `lms/urls.py`: some addresses of the platform itself, and then those of the plugins."""

from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from edx_django_utils.plugins import get_plugin_url_patterns
from rest_framework.response import Response
from rest_framework.views import APIView

from proctoring_host.web.learner import get_student_view


class Own(APIView):
    """One of the platform's own."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request):
        return Response({"user": request.user.get_username()})


def nothing(_request, **_names):
    return HttpResponse("a page of the platform")


def exam_page(request, course_id, content_id):
    """As courseware does: the fragment in place of the content, made within the request's transaction."""
    assert connection.in_atomic_block
    context = {"display_name": "Final", "default_time_limit_mins": 60, "is_proctored": True}
    fragment = get_student_view(request.user.pk, course_id, content_id, context)
    return HttpResponse(fragment or "the questions")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/platform/own", Own.as_view(), name="own"),
    path("api/platform/schema", SpectacularAPIView.as_view(), name="schema"),
    path("dashboard", nothing, name="dashboard"),
    path("courses/<path:course_id>/exam/<path:content_id>", exam_page, name="exam"),
    path("courses/<path:course_id>/jump_to/<path:location>", nothing, name="jump_to"),
    path("courses/<path:course_id>/progress", nothing, name="progress"),
    path("password", nothing, name="password_assistance"),
]
urlpatterns.extend(get_plugin_url_patterns("lms.djangoapp"))
