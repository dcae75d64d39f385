"""What Open edX reads of the host's app before there are settings: where its addresses and settings are.

Nothing is imported here: the platform loads this in the middle of its own settings. Namespaces are those of the
addresses themselves, so the one of the plugin is empty. No signal of the platform changes anything here, so no receiver
is named: exams are written by authoring, and a learner's data is erased when the platform calls for it.
"""

from typing import Any


def plugin_app() -> dict[str, Any]:
    """A dictionary that the platform may write into, as it does."""
    return {
        "url_config": {
            "lms.djangoapp": {"namespace": "", "regex": "", "relative_path": "openedx.lms_urls"},
            "cms.djangoapp": {"namespace": "", "regex": "", "relative_path": "openedx.studio_urls"},
        },
        "settings_config": {
            "lms.djangoapp": {"common": _settings("lms_common"), "production": _settings("production")},
            "cms.djangoapp": {"common": _settings("studio_common"), "production": _settings("production")},
        },
    }


def _settings(module: str) -> dict[str, str]:
    return {"relative_path": f"openedx.plugin_settings.{module}"}
