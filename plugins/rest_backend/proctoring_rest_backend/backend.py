"""The REST contract as a backend. A vendor uses it as it is, or derives a class and overrides what differs."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import jwt
from django.templatetags.static import static

from proctoring_host import BackendOptions, Capability, hookimpl
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CheckMessage,
    DashboardQuery,
    EmailQuery,
    ExamData,
    LaunchInfo,
    LearnerRef,
    Notified,
    OnboardingProfile,
    OnboardingQuery,
    ParsedCallback,
    RegisteredAttempt,
    Registration,
    ReviewStatus,
    Status,
)
from proctoring_host.errors import OnboardingRequired, RegistrationRefused, RemovalFailed
from proctoring_rest_backend import payload
from proctoring_rest_backend.account import Account
from proctoring_rest_backend.addresses import RestOptionsT
from proctoring_rest_backend.answers import Wrong, moment, objects, text, text_id, texts, web_address
from proctoring_rest_backend.callbacks import parse, require_service_user
from proctoring_rest_backend.findings import Findings
from proctoring_rest_backend.options import RestOptions
from proctoring_rest_backend.reading import in_language, read
from proctoring_rest_backend.transport import Answer, Call

TEMPLATES_NAME = "rest"


class RestBackend(Account[RestOptionsT]):
    """One account at a vendor of the REST kind."""

    Options: ClassVar[type[BackendOptions]] = RestOptions
    default_verbose_name = "Online Proctoring"

    check_prefix: ClassVar[str] = "rest"
    script: ClassVar[str] = ""
    """The browser module that a vendor's package ships, as a path among Django's static files."""

    review_words: ClassVar[Mapping[str, ReviewStatus]] = {status.value: status for status in ReviewStatus}
    notice_words: ClassVar[Mapping[Status, str]] = {
        Status.STARTED: "started",
        Status.SUBMITTED: "submitted",
        Status.ERROR: "error",
    }
    onboarding_refusals: ClassVar[Mapping[str, Status]] = {
        "onboarding_missing": Status.ONBOARDING_MISSING,
        "onboarding_pending": Status.ONBOARDING_PENDING,
        "onboarding_failed": Status.ONBOARDING_FAILED,
        "onboarding_expired": Status.ONBOARDING_EXPIRED,
    }
    onboarding_words: ClassVar[Mapping[str, str]] = {
        word: word
        for word in (
            "no-profile", "approved-in-course", "approved-in-different-course", "rejected", "expired", "pending",
        )
    }  # fmt: skip

    @classmethod
    def capabilities_for(cls, options: RestOptions) -> frozenset[Capability]:
        optional = {
            Capability.DASHBOARD: options.has_dashboard,
            Capability.ONBOARDING: options.supports_onboarding,
            Capability.ONBOARDING_PROFILES: options.supports_onboarding and options.has_onboarding_profiles,
        }
        chosen = {capability for capability, is_on in optional.items() if is_on}
        return cls.capabilities | {Capability.EXAMS, Capability.RETIREMENT} | chosen

    # What a vendor may say differently.

    def exam_body(self, exam: ExamData) -> dict[str, Any]:
        return payload.exam_body(exam, self.options.default_rules)

    def attempt_body(self, registration: Registration) -> dict[str, Any]:
        return payload.attempt_body(registration)

    def script_url(self) -> str:
        return static(self.script) if self.script else ""

    # Hooks, in the order in which they fire.

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        findings = Findings(prefix=self.check_prefix, name=self.name, options=self.options)
        found = list(findings.of_configuration())
        return found + list(findings.of_vendor(self.api(), self.config_url)) if live else found

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        url = self.exam_url(exam.external_id) if exam.external_id else self.create_exam_url
        call = Call(what=f"registering the exam {exam.id}", method="POST", url=url, json=self.exam_body(exam))
        api = self.api()
        return read(api, call, text_id, api.ask_object(call, refusal=RegistrationRefused))

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        """The attempt's code goes along as `Idempotency-Key`: a vendor that heeds it makes one attempt of two calls."""
        code = registration.attempt_code
        call = Call(
            what=f"registering the attempt {code}",
            method="POST",
            url=self.create_attempt_url(self.known_exam(registration.exam)),
            json=self.attempt_body(registration),
            headers={"Idempotency-Key": code},
        )
        api = self.api()
        answer = api.answer(call)
        self._refuse_without_onboarding(answer)
        content = api.as_object(call, api.content(call, answer, refusal=RegistrationRefused))
        return RegisteredAttempt(external_id=read(api, call, text_id, content))

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        """The attempt's own steps and address; where it has none, those of the vendor's configuration."""
        api = self.api(hurry=True)
        call = Call(
            what=f"asking for the steps of the attempt {attempt.code}",
            method="GET",
            url=self.url_of(attempt),
            headers=in_language(language),
        )
        content = api.ask_object(call)
        config = self.config_or_nothing(language)
        return LaunchInfo(
            steps=read(api, call, lambda found: texts(found, "instructions"), content) or config.instructions,
            download_url=read(api, call, lambda found: web_address(found, "download_url"), content)
            or config.download_url,
            script_url=self.script_url(),
            rules=config.sentences(self.rules_or_default(attempt.exam)) if config.rules else (),
        )

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        attempt, word = change.attempt, self.notice_words.get(change.to_status)
        if word is None or not attempt.external_id:
            return Notified()
        call = Call(
            what=f"saying that the attempt {attempt.code} is {word}",
            method="PATCH",
            url=self.url_of(attempt),
            json={"status": word},
        )
        api = self.api()
        read(api, call, lambda found: text(found, "status"), api.ask_object(call))
        return Notified()

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        if not attempt.external_id:
            return True
        call = Call(what=f"removing the attempt {attempt.code}", method="DELETE", url=self.url_of(attempt))
        api = self.api()
        answer = api.answer(call)
        if answer.status == 404:
            return True
        content = api.as_object(call, api.content(call, answer, refusal=RemovalFailed))
        return read(api, call, lambda found: text(found, "status"), content) == "deleted"

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        require_service_user(callback)
        return True

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        return parse(callback, self.review_words)

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        if query.exam is not None:
            self.known_exam(query.exam)
        expires = int(self.services.clock().timestamp() + self.options.token_expiration_time)
        claims = payload.dashboard_claims(
            query, client_id=self.options.client_id, jti=self.services.new_id(), expires=expires
        )
        token = jwt.encode(claims, self.options.client_secret, algorithm="HS256")
        return f"{self.instructor_url()}?jwt={quote(token, safe='')}"

    @hookimpl
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:
        one = {"user_id": query.pseudonym} if query.pseudonym else {}
        many = {"page": str(query.page), "page_size": str(query.page_size)}
        status = {"status": query.status} if query.status and not one else {}
        call = Call(
            what="asking for onboarding profiles",
            method="GET",
            url=self.onboarding_url(query.course_id),
            query=one or {**status, **many},
        )
        api = self.api()
        content = api.ask_object(call)
        found = [content] if one else read(api, call, lambda page: objects(page, "results"), content)
        return [read(api, call, self._profile, item) for item in found]

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        """A vendor that answers 404 has no such address or no such learner; which of them, a person finds out."""
        call = Call(what="retiring a learner", method="DELETE", url=self.learner_url(ref.pseudonym))
        api = self.api()
        done = api.ask(call)
        if not isinstance(done, bool):
            raise api.invalid(call, "is neither true nor false")
        return done

    @hookimpl
    def email_template_names(self, email: EmailQuery) -> list[str]:
        """The words of this package stand behind those made for the backend's own name."""
        names = dict.fromkeys((self.name, TEMPLATES_NAME))
        return [f"emails/proctoring/{name}/{email.template_name}" for name in names]

    @hookimpl
    def email_template_dirs(self) -> list[Path]:
        return [Path(str(files("proctoring_rest_backend") / "templates"))]

    def _refuse_without_onboarding(self, answer: Answer) -> None:
        """Vendors say it with a good status and with 4xx."""
        try:
            content = answer.parsed()
        except ValueError:
            return
        word = content.get("status") if isinstance(content, dict) else None
        if isinstance(word, str) and word in self.onboarding_refusals:
            raise OnboardingRequired(self.onboarding_refusals[word])

    def _profile(self, item: Mapping[str, Any]) -> OnboardingProfile:
        word, pseudonym = text(item, "status"), text(item, "user_id")
        if not pseudonym or word not in self.onboarding_words:
            raise Wrong("holds a profile without a learner, or with a status that nobody knows")
        return OnboardingProfile(
            pseudonym=pseudonym, status=self.onboarding_words[word], expires_at=moment(item, "expiration_date")
        )
