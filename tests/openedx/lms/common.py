"""Like `lms/envs/common.py`: the platform's own settings, and then the plugins' first stage."""

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from tests.openedx.around import *  # noqa: F403 - as the platform does
from tests.openedx.around import APPS

ROOT_URLCONF = "tests.openedx.lms.urls"
INSTALLED_APPS = [*APPS]
INSTALLED_APPS.extend(get_plugin_apps("lms.djangoapp"))
add_plugins(__name__, "lms.djangoapp", "common")
