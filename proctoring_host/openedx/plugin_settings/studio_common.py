"""First stage in Studio, which has no services for grades and certificates: it leaves attempts to the LMS."""

from typing import Any

from proctoring_host.openedx.plugin_settings import common


def plugin_settings(settings: Any) -> None:
    """Called by the platform with its settings module, at the end of `cms/envs/common.py`; may be called twice."""
    common.plugin_settings(settings)
    settings.PROCTORING_IN_STUDIO = True
