"""A backend that asks an instance of an older class."""

import contextlib
import functools
from collections.abc import Mapping
from typing import Any, ClassVar

import requests
from django.utils import translation

from proctoring_host.backend import Backend, BackendOptions, Capability, Services
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    CheckLevel,
    CheckMessage,
    DashboardQuery,
    Entry,
    ExamData,
    Launched,
    LaunchInfo,
    LearnerRef,
    Notified,
    OnboardingProfile,
    OnboardingQuery,
    ParsedCallback,
    Ready,
    RegisteredAttempt,
    Registration,
    VideoQuery,
)
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    CallbackMalformed,
    CallbackRejected,
    CapabilityMissing,
)
from proctoring_host.hookspecs import hookimpl
from proctoring_host.legacy import people, reviews
from proctoring_host.legacy.failures import read_as_callback, translated
from proctoring_host.legacy.launching import launch_info_of
from proctoring_host.legacy.options import LegacyOptions, arguments_for, options_for
from proctoring_host.legacy.provider import accepted, is_rest, overrides, require_provider
from proctoring_host.legacy.shapes import NO_ID, attempt_dict, context_of, exam_dict, exam_id, saved_exam_dict

NOTICES: Mapping[Status, str] = {
    Status.STARTED: "start_exam_attempt",
    Status.SUBMITTED: "stop_exam_attempt",
    Status.ERROR: "mark_erroneous_exam_attempt",
}


class LegacyBackend(Backend[LegacyOptions]):
    """`adapt` makes the subclasses, each for one provider class. The provider sends its requests on its own."""

    Options: ClassVar[type[BackendOptions]] = LegacyOptions
    provider_class: ClassVar[type[Any]]

    def __init__(self, name: str, options: LegacyOptions, services: Services) -> None:
        super().__init__(name, options, services)
        self.provider = self.provider_class(**arguments_for(self.provider_class, options))
        with contextlib.suppress(AttributeError):
            self.provider.backend_name = name

    @classmethod
    def capabilities_for(cls, options: LegacyOptions) -> frozenset[Capability]:
        has = functools.partial(overrides, cls.provider_class)
        optional = {
            Capability.DASHBOARD: options.has_dashboard and has("get_instructor_url"),
            Capability.ONBOARDING: options.supports_onboarding,
            Capability.ONBOARDING_PROFILES: options.supports_onboarding and has("get_onboarding_profile_info"),
            Capability.RETIREMENT: has("retire_user"),
            Capability.VIDEO: has("get_video_review_aes_key"),
        }
        return frozenset({Capability.EXAMS}) | {capability for capability, is_on in optional.items() if is_on}

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        """Only providers that fetch their vendor's configuration can tell whether the vendor answers."""
        if not (live and overrides(self.provider_class, "get_proctoring_config")):
            return []
        try:
            self.provider.get_proctoring_config()
        except (requests.RequestException, ValueError) as error:
            text = f"The vendor of {self.name} does not answer when asked for its configuration"
            hint = "Look at the address and the credentials of this backend."
            message = f"{text} ({type(error).__name__})."
            return [CheckMessage(level=CheckLevel.ERROR, id="legacy.E001", text=message, hint=hint)]
        return []

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        with translated(self.name, f"while saving the exam {exam.id}"):
            given = self.provider.on_exam_saved(saved_exam_dict(exam))
        if given:
            return str(given)
        if self.options.keeps_exams and not exam_id(exam):
            raise BackendAnswerInvalid(f"The vendor gave no id for the exam {exam.id}.", backend=self.name)
        return exam.external_id or NO_ID

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        with translated(self.name, f"while registering the attempt {registration.attempt_code}"):
            given = self.provider.register_exam_attempt(exam_dict(registration.exam), context=context_of(registration))
        if not given:
            detail = f"The provider gave no id for the attempt {registration.attempt_code}."
            raise BackendAnswerInvalid(detail, backend=self.name)
        return RegisteredAttempt(external_id=str(given))

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        with translation.override(language), translated(self.name, f"while setting up the attempt {attempt.code}"):
            return launch_info_of(self.provider, attempt)

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        if not overrides(self.provider_class, "should_block_access_to_exam_material"):
            return True
        return not self.provider.should_block_access_to_exam_material()

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        method = NOTICES.get(change.to_status)
        if method is not None:
            attempt = change.attempt
            with translated(self.name, f"while told that the attempt {attempt.code} is {change.to_status}"):
                getattr(self.provider, method)(exam_id(attempt.exam), attempt.external_id)
        return Notified()

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        if not attempt.external_id:
            return True
        with translated(self.name, f"while removing the attempt {attempt.code}"):
            return bool(self.provider.remove_exam_attempt(exam_id(attempt.exam), attempt.external_id))

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        """The interface has no proof of its own: a service user speaks, or a learner whom its browser brings back."""
        if callback.kind is CallbackKind.LAUNCH and self._has_a_browser():
            return True
        if callback.kind in {CallbackKind.READY, CallbackKind.REVIEWED} and callback.service_user:
            return True
        raise CallbackRejected("Only the vendor's service user may say this, at the addresses of an attempt.")

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        attempt = callback.attempt
        if attempt is None:
            raise CallbackMalformed("The call is about no attempt.")
        if callback.kind is CallbackKind.LAUNCH:
            return Launched(attempt_code=attempt.code)
        if callback.kind is CallbackKind.READY:
            return Ready(external_id=attempt.external_id or "", attempt_code=attempt.code)
        sent = reviews.payload_of(callback.body)
        answer = self._understood(attempt, sent)
        return reviews.review_of(answer, sent, attempt, self._video_key())

    @hookimpl
    def video_url(self, query: VideoQuery) -> str:
        try:
            return reviews.opened(query.encrypted_video_url, self._video_key() or "")
        except reviews.VideoUnreadable:
            detail = f"The recording of the attempt {query.attempt.code} was encrypted with another key."
            raise BackendError(detail, backend=self.name, final=True) from None

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        known = {
            "exam_id": exam_id(query.exam) if query.exam else None,
            "attempt_id": query.attempt_external_id or None,
            "show_configuration_dashboard": query.configuration,
        }
        ask = self.provider.get_instructor_url
        with translated(self.name, "while asked for its dashboard"):
            url = ask(query.course_id, people.staff_dict(query.staff), **accepted(ask, known))
        if not url:
            raise CapabilityMissing(f"The backend {self.name} has no dashboard for this.", backend=self.name)
        return str(url)

    @hookimpl
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:
        with translated(self.name, "while asked for onboarding profiles"):
            found = self.provider.get_onboarding_profile_info(query.course_id, **people.asked_for(query))
        return people.profiles(found, self.name)

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        """Nothing in answer means that there is nothing to forget."""
        with translated(self.name, "while retiring a learner"):
            done = self.provider.retire_user(ref.pseudonym)
        return done is None or bool(done)

    def _understood(self, attempt: AttemptData, sent: dict[str, Any]) -> object:
        """A copy, as providers may take things out."""
        with read_as_callback():
            return self.provider.on_review_callback(attempt_dict(attempt), dict(sent))

    def _video_key(self) -> str | bytes | None:
        if not overrides(self.provider_class, "get_video_review_aes_key"):
            return None
        key = self.provider.get_video_review_aes_key()
        return key if isinstance(key, str | bytes) else None

    def _has_a_browser(self) -> bool:
        """A vendor's own browser guards the content and returns the learner; one of the REST kind has none."""
        return not is_rest(self.provider_class) and overrides(
            self.provider_class, "should_block_access_to_exam_material"
        )


def adapt(provider: object) -> type[LegacyBackend]:
    """A backend class for a provider class; raises `NotAProvider`. Its options are those the provider takes."""
    cls = require_provider(provider)
    members = {
        "provider_class": cls,
        "Options": options_for(cls),
        "default_verbose_name": "",
        "__module__": cls.__module__,
        "__doc__": cls.__doc__,
    }
    return type(cls.__name__, (LegacyBackend,), members)
