"""A vendor in memory: it remembers what it was told, and misbehaves as a test wishes."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from proctoring_host import Backend, BackendOptions, Capability, hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    DashboardQuery,
    Entry,
    ExamData,
    FollowUp,
    FollowUpAnswer,
    FollowUpDue,
    LaunchInfo,
    LearnerRef,
    Notified,
    OnboardingProfile,
    OnboardingQuery,
    ParsedCallback,
    Ready,
    RegisteredAttempt,
    Registration,
    ReviewSaved,
    VideoLink,
)
from proctoring_host.errors import CallbackRejected
from proctoring_host.registry import Candidate, Registry, using_registry


@dataclass
class FakeVendor:
    """What the vendor saw, and how it is to behave.

    `raises` maps a hook's name to the exception it raises from now on, `before` to something that is done first,
    outside any lock (a test waits there). External ids are `vendor-<attempt code>`, so that a repeated
    registration gets the same one.
    """

    raises: dict[str, BaseException] = field(default_factory=dict)
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    removes: bool = True
    allows_entry: bool = True
    follow_ups: tuple[FollowUp, ...] = ()
    follow_up_answer: FollowUpAnswer = None
    parsed: ParsedCallback = field(default_factory=lambda: Ready(external_id="nobody"))
    launch: LaunchInfo = field(default_factory=LaunchInfo)
    profiles: list[OnboardingProfile] = field(default_factory=list)
    retires: bool = True
    calls: list[tuple[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def called(self, hook: str) -> list[Any]:
        """The arguments of each call of this hook, in order."""
        return [argument for name, argument in self.calls if name == hook]

    @property
    def counts(self) -> Counter[str]:
        return Counter(name for name, _ in self.calls)

    def note(self, hook: str, argument: Any) -> None:
        """Take a call down, then do what the test asked for."""
        with self._lock:
            self.calls.append((hook, argument))
        if hook in self.before:
            self.before[hook]()
        if hook in self.raises:
            raise self.raises[hook]


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeOptions(BackendOptions):
    secret_word: str = "open sesame"


class FakeBackend(Backend[FakeOptions]):
    """Implements every hook a use case or an effect calls. `vendor` is set by `using_fake_backend`."""

    Options = FakeOptions
    default_verbose_name = "Fake Proctoring"
    vendor: FakeVendor

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        self.vendor.note("register_exam", exam)
        return exam.external_id or f"vendor-exam-{exam.id}"

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        self.vendor.note("register_attempt", registration)
        external_id = f"vendor-{registration.attempt_code}"
        return RegisteredAttempt(external_id=external_id, follow_ups=self.vendor.follow_ups)

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        self.vendor.note("launch_info", attempt)
        return self.vendor.launch

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        self.vendor.note("allows_entry", entry)
        return self.vendor.allows_entry

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        self.vendor.note("notify_attempt", change)
        return Notified()

    @hookimpl
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        self.vendor.note("follow_up", due)
        return self.vendor.follow_up_answer

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        self.vendor.note("remove_attempt", attempt)
        return self.vendor.removes

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        self.vendor.note("authenticate_callback", callback)
        proved = callback.service_user or callback.token == self.options.secret_word
        if not proved and callback.kind != CallbackKind.LAUNCH:
            raise CallbackRejected("The call does not carry the token of this backend.")
        return True

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        self.vendor.note("parse_callback", callback)
        return self.vendor.parsed

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        self.vendor.note("retire_learner", ref)
        return self.vendor.retires

    @hookimpl
    def renew_video_link(self, link: VideoLink) -> str:
        """No call to the vendor, so it is not noted."""
        if error := self.vendor.raises.get("renew_video_link"):
            raise error
        return f"anew.{link.encrypted_video_url}"

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        self.vendor.note("dashboard_url", query)
        return f"https://vendor.example/{query.course_id}"

    @hookimpl
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:
        self.vendor.note("onboarding_profiles", query)
        wanted = [each for each in self.vendor.profiles if query.pseudonym in ("", each.pseudonym)]
        return wanted[(query.page - 1) * query.page_size : query.page * query.page_size]


class Listener:
    """A platform plugin that is told of everything: without one nothing is written down for observers."""

    @hookimpl
    def attempt_changed(self, change: AttemptChange) -> None:
        """Heard."""

    @hookimpl
    def review_saved(self, saved: ReviewSaved) -> None:
        """Heard."""


LISTENER = Candidate.plugin("listener", Listener())


@contextmanager
def using_fake_backend(
    *names: str,
    capabilities: Iterable[Capability] = (),
    options: Mapping[str, Any] | None = None,
    installed: Iterable[Candidate] = (),
) -> Iterator[FakeVendor]:
    """A registry with this backend alone, configured under `names` (else `fake`); yields the vendor behind all of them.

    `installed` are further candidates, such as `Candidate.plugin("observer", module)`.
    """
    vendor = FakeVendor()
    members = {"vendor": vendor, "capabilities": frozenset(capabilities)}
    backend = type("FakeBackend", (FakeBackend,), members)
    configured = {name: {"BACKEND": "fake", **(options or {})} for name in names or ("fake",)}
    settings = ProctoringSettings(enabled=True, backends=configured, default_backend=next(iter(configured)))
    registry = Registry.load(settings, installed=[Candidate.backend("fake", backend), *installed])
    if registry.failures:
        raise AssertionError(registry.failures)
    with using_registry(registry):
        yield vendor
