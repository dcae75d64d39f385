"""The standalone host as a Django app: its templates and its check."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandaloneConfig(AppConfig):
    name = "proctoring_host.standalone"
    label = "proctoring_standalone"
    verbose_name = _("Standalone proctoring host")

    def ready(self) -> None:
        from proctoring_host.standalone import checks  # noqa: F401, PLC0415  registers the system check
