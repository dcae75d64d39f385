"""The Django app."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from proctoring_host.openedx.plugin_app import plugin_app


class ProctoringHostConfig(AppConfig):
    """Reads no settings and loads no plugin while Django is being set up: plugins load at first use."""

    name = "proctoring_host"
    label = "proctoring"
    verbose_name = _("Proctoring")
    default_auto_field = "django.db.models.BigAutoField"
    plugin_app = plugin_app()

    def ready(self) -> None:
        from proctoring_host import checks  # noqa: F401, PLC0415  registers the system checks

        self._offer_service()
        if find_spec("prometheus_client"):
            from proctoring_host import metrics  # noqa: PLC0415

            metrics.start()

    def _offer_service(self) -> None:
        """The Python functions as runtime service `proctoring`; they are loaded when one of them is first called."""
        from proctoring_host.platform.runtime import set_runtime_service  # noqa: PLC0415

        set_runtime_service("proctoring", SimpleLazyObject(_service))


def _service() -> object:
    from proctoring_host.openedx.service import ProctoringService  # noqa: PLC0415

    return ProctoringService()
