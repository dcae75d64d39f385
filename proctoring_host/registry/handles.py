"""What the rest of the host sees of a backend and of a plugin: values, never the plugin itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proctoring_host.backend import BackendOptions, Capability
from proctoring_host.data import Failure

_DEFAULTS = BackendOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendHandle:
    """A backend by its configured name, or the stand-in for one that cannot be used.

    A stand-in has `available` false and says why in `failure`. What could be read of its configuration is kept,
    so that an exam stays what it is and learners still find whom to ask.
    """

    name: str
    verbose_name: str
    available: bool
    capabilities: frozenset[Capability] = frozenset()
    failure: Failure | None = None
    ping_interval: int = _DEFAULTS.ping_interval
    tech_support_email: str = ""
    tech_support_phone: str = ""
    learner_notification_from_email: str = ""
    integration_specific_email: str = ""
    help_center_article_url: str = ""
    passing_statuses: tuple[str, ...] = _DEFAULTS.passing_statuses
    link_urls: Mapping[str, str] = field(default_factory=dict)
    entry_point: str = ""
    distribution: str = ""

    @property
    def supports_onboarding(self) -> bool:
        """Whether practice exams of this backend are onboarding exams."""
        return Capability.ONBOARDING in self.capabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredBackend:
    """One configured name of a backend. `options` can be shown: secrets are masked in it."""

    name: str
    available: bool
    capabilities: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """One installed plugin, as `proctoring plugins` lists it. `family` is `backend` or `platform`."""

    name: str
    family: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    wraps: tuple[str, ...] = ()
    configured: tuple[ConfiguredBackend, ...] = ()
    failures: tuple[Failure, ...] = ()
