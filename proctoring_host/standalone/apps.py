"""The standalone host as a Django app: its templates and its check."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class StandaloneConfig(AppConfig):
    name = "proctoring_host.standalone"
    label = "proctoring_standalone"
    verbose_name = _("Standalone proctoring host")

    def ready(self) -> None:
        from proctoring_host.standalone import checks  # noqa: F401, PLC0415  registers the system check

        if getattr(settings, "CELERY_BROKER_URL", "") and find_spec("celery"):
            # Tasks go to the broker of the app that was loaded.
            from proctoring_host.standalone import celery  # noqa: F401, PLC0415
