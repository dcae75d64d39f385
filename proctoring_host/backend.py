"""What a vendor's backend is built from: its capabilities, its typed options, and the class itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

import requests


class Capability(StrEnum):
    """What a vendor can do beyond registering and reviewing; hooks behind a capability are called only with it."""

    EXAMS = "exams"
    """The vendor keeps exams: `register_exam` is called when one is made or changed."""
    DASHBOARD = "dashboard"
    """`dashboard_url` leads course staff to the vendor's own pages."""
    BACKFILL = "backfill"
    """`fetch_reviews` brings reviews that never arrived."""
    ONBOARDING = "onboarding"
    """Practice exams at this vendor are onboarding exams."""
    ONBOARDING_PROFILES = "onboarding_profiles"
    """`onboarding_profiles` answers for learners of a course."""
    RETIREMENT = "retirement"
    """`retire_learner` makes the vendor forget a learner."""
    VIDEO = "video"
    """Reviews may carry an encrypted link to a recording, which `video_url` opens for staff."""
    SHARED_CALLBACK = "shared_callback"
    """The vendor posts reviews to the one address without a backend's name in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendOptions:
    """Options every backend takes. A backend's own options are a frozen dataclass derived from this one.

    A field is required when it has no default. `secret()` marks a field whose value is never shown.
    The host checks names and types; `problems()` adds what types cannot say.
    """

    verbose_name: str = ""
    ping_interval: int = 60
    tech_support_email: str = ""
    tech_support_phone: str = ""
    learner_notification_from_email: str = ""
    integration_specific_email: str = ""
    help_center_article_url: str = ""
    passing_statuses: tuple[str, ...] = ("Clean", "Rules Violation")
    link_urls: Mapping[str, str] = field(default_factory=dict, metadata={"key": "LINK_URLS"})

    def problems(self) -> Mapping[str, str]:
        """Key to sentence, for values of the right type that cannot work. Never put a value into a sentence."""
        return {}


def secret(**kwargs: Any) -> Any:
    """A dataclass field that no listing, log or message may show; takes what `dataclasses.field` takes."""
    return field(**kwargs, repr=False, metadata={"secret": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the host lends to a backend, so that its tests need no patching.

    `http` gives a new session with the host's user agent and time-outs, also for a call as a whole; close it after use.
    Nothing of an earlier one is in it, but it may speak on a connection that was left open a moment before.
    """

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    http: Callable[[], requests.Session]


OptionsT = TypeVar("OptionsT", bound=BackendOptions)


class Backend(Generic[OptionsT]):
    """Base of every vendor's backend; subclasses implement hooks of `proctoring_host.hookspecs` with `@hookimpl`.

    The host makes one instance for each configured name and keeps it for the life of the process, so an
    instance holds no state of an attempt. Building one must not call the vendor.
    """

    Options: ClassVar[type[BackendOptions]] = BackendOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    default_verbose_name: ClassVar[str] = ""

    def __init__(self, name: str, options: OptionsT, services: Services) -> None:
        self.name = name
        self.options = options
        self.services = services

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    @classmethod
    def capabilities_for(cls, options: Any) -> frozenset[Capability]:
        """The capabilities with these options; override it where an option switches one on or off."""
        return cls.capabilities

    @property
    def verbose_name(self) -> str:
        """What learners and staff call the vendor."""
        return self.options.verbose_name or self.default_verbose_name or self.name
