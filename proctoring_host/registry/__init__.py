"""Which plugins there are, which of them work, and how the host talks to them.

`get_registry()` says what is configured. Hooks of backends are called through `registry.calls`, hooks of platform
plugins through the functions of the same module that begin with `broadcast`, `review_` and `email_`.
"""

from proctoring_host.registry.core import Registry
from proctoring_host.registry.discovery import Candidate
from proctoring_host.registry.handles import BackendHandle, ConfiguredBackend, PluginInfo
from proctoring_host.registry.state import get_registry, using_registry

__all__ = [
    "BackendHandle",
    "Candidate",
    "ConfiguredBackend",
    "PluginInfo",
    "Registry",
    "get_registry",
    "using_registry",
]
