"""Like `lms/envs/production.py`: what the operator's files say, and then the plugins' second stage."""

import sys

from edx_django_utils.plugins import add_plugins

from tests.openedx.lms.common import *  # noqa: F403 - as the platform does
from tests.openedx.lms.common import LOCALE_PATHS

ENV_TOKENS = {
    "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
    "PROCTORING_SETTINGS": {"LINK_URLS": {"faq": "https://example.org/faq"}, "PLATFORM_NAME": "The files' name"},
}
AUTH_TOKENS = {
    "PROCTORING_BACKENDS": {
        "DEFAULT": "mock",
        "mock": {"automatic": False, "callback_secret": "what the vendor and the platform know"},
    }
}
add_plugins(__name__, "lms.djangoapp", "production")
LOCALE_PATHS = LOCALE_PATHS(sys.modules[__name__])
