"""Like the settings file that Tutor renders: it comes last, after the plugins' stages."""

from tests.openedx.studio.production import *  # noqa: F403 - as Tutor does
from tests.openedx.studio.production import PROCTORING_BACKENDS

PROCTORING_BACKENDS = {**PROCTORING_BACKENDS, "second_mock": {"BACKEND": "mock"}}
