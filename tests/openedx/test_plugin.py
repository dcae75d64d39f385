"""Open edX finds the host by its entry points, and gives it settings and addresses."""

from django.apps import apps
from edx_django_utils.plugins import connect_plugin_receivers, get_plugin_apps

CONFIG = "proctoring_host.apps.ProctoringHostConfig"


def test_the_lms_finds_the_app_by_its_entry_point():
    assert CONFIG in get_plugin_apps("lms.djangoapp")
    assert apps.get_app_config("proctoring").name == "proctoring_host"


def test_receivers_of_all_plugins_are_connected_without_a_fault():
    connect_plugin_receivers("lms.djangoapp")
