"""Like `cms/envs/production.py` of newer releases, which makes settings of the operator's files by itself."""

import sys

from edx_django_utils.plugins import add_plugins

from tests.openedx.studio.common import *  # noqa: F403 - as the platform does
from tests.openedx.studio.common import LOCALE_PATHS

ENABLE_SPECIAL_EXAMS = True
PROCTORING_BACKENDS = {"DEFAULT": "mock", "mock": {}}
add_plugins(__name__, "cms.djangoapp", "production")
LOCALE_PATHS = LOCALE_PATHS(sys.modules[__name__])
