"""Like `cms/envs/common.py`: the platform's own settings, and then the plugins' first stage."""

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from tests.openedx.around import *  # noqa: F403 - as the platform does
from tests.openedx.around import APPS

ROOT_URLCONF = "tests.openedx.studio.urls"
INSTALLED_APPS = [*APPS]
INSTALLED_APPS.extend(get_plugin_apps("cms.djangoapp"))
add_plugins(__name__, "cms.djangoapp", "common")
