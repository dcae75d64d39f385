"""Like `cms/urls.py`: an address of Studio itself, and then those of the plugins."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path
from edx_django_utils.plugins import get_plugin_url_patterns


def home(_request):
    return HttpResponse("Studio")


urlpatterns = [path("admin/", admin.site.urls), path("home/", home, name="home")]
urlpatterns.extend(get_plugin_url_patterns("cms.djangoapp"))
