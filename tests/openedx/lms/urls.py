"""Like `lms/urls.py`: some addresses of the platform itself, and then those of the plugins."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from edx_django_utils.plugins import get_plugin_url_patterns
from rest_framework.response import Response
from rest_framework.views import APIView


class Own(APIView):
    """One of the platform's own."""

    def get(self, request):
        return Response({"user": request.user.get_username()})


def nothing(_request, **_names):
    return HttpResponse("a page of the platform")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/platform/own", Own.as_view(), name="own"),
    path("api/platform/schema", SpectacularAPIView.as_view(), name="schema"),
    path("dashboard", nothing, name="dashboard"),
    path("courses/<path:course_id>/jump_to/<path:location>", nothing, name="jump_to"),
    path("courses/<path:course_id>/progress", nothing, name="progress"),
    path("password", nothing, name="password_assistance"),
]
urlpatterns.extend(get_plugin_url_patterns("lms.djangoapp"))
