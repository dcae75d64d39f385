"""Switches that operators of Open edX know; kept by django-waffle, and off where that is not installed."""

from django.apps import apps
from django.utils.module_loading import import_string

PASSTHROUGH = "edx_proctoring.%s_ping_failure_passthrough"
ROSTER_FROM_VENDOR = "edx_proctoring.onboarding_profile_instructor_dashboard_api"


def is_on(name: str) -> bool:
    """Asks waffle's cache, or the database once."""
    if not apps.is_installed("waffle"):
        return False
    return bool(import_string("waffle.switch_is_active")(name))
