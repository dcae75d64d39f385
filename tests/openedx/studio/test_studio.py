"""Studio finds the host, too, and has the one address that authors need."""

from django.apps import apps
from edx_django_utils.plugins import get_plugin_apps


def test_studio_finds_the_app_by_its_entry_point():
    assert "proctoring_host.apps.ProctoringHostConfig" in get_plugin_apps("cms.djangoapp")
    assert apps.get_app_config("proctoring").name == "proctoring_host"
