"""The services that an Open edX platform hands over by name, such as `credit` or `grades`.

A platform registers them once, when it starts. Where edx-proctoring is installed too, what was registered there is
found as well, so a platform need not register anything twice.
"""

import importlib
from functools import cache
from typing import Any

from django.apps import apps


def set_runtime_service(name: str, service: Any) -> None:
    """Register a service for this process, in place of any earlier one of that name."""
    _services()[name] = service


def get_runtime_service(name: str) -> Any | None:
    """The service as registered here, else as registered with edx-proctoring; None where there is none."""
    service = _services().get(name)
    return _registered_beside(name) if service is None else service


@cache
def _services() -> dict[str, Any]:
    return {}


def _registered_beside(name: str) -> Any | None:
    """Asked anew each time: the platform may register its services after it has set up this app."""
    if not apps.is_installed("edx_proctoring"):
        return None
    return importlib.import_module("edx_proctoring.runtime").get_runtime_service(name)
