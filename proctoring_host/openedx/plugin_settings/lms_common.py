"""First stage in the LMS, where Celery's clock sees to what is overdue. Studio knows no grades and no certificates."""

from typing import Any

from proctoring_host.celery_schedule import BEAT_SCHEDULE
from proctoring_host.openedx.plugin_settings import common


def plugin_settings(settings: Any) -> None:
    """Called by the platform with its settings module, at the end of `lms/envs/common.py`; may be called twice."""
    common.plugin_settings(settings)
    _add_schedule(settings)


def _add_schedule(settings: Any) -> None:
    """Under the name that the platform uses; its Celery app reads the older one, unless it has turned to the newer."""
    name = "CELERY_BEAT_SCHEDULE" if hasattr(settings, "CELERY_BEAT_SCHEDULE") else "CELERYBEAT_SCHEDULE"
    setattr(settings, name, {**BEAT_SCHEDULE, **getattr(settings, name, {})})
