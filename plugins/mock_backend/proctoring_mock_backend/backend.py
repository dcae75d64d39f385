"""The scripted vendor. It calls nobody: the host's worker asks it when the time of a step has come."""

import hashlib
import hmac
import time
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from proctoring_host import Backend, Capability, hookimpl
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    CheckLevel,
    CheckMessage,
    EmailQuery,
    FollowUp,
    FollowUpAnswer,
    FollowUpDue,
    LaunchInfo,
    Notified,
    ParsedCallback,
    Ready,
    RegisteredAttempt,
    Registration,
    ReviewComment,
    Status,
)
from proctoring_host.errors import CallbackRejected
from proctoring_mock_backend import faults, journal, words
from proctoring_mock_backend.browser import script_url
from proctoring_mock_backend.options import MockOptions

SECRET_HEADER = "x-proctoring-token"  # noqa: S105  the header's name
READY_STEP, VERDICT_STEP = "ready", "verdict"
SETTING_UP = frozenset({Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED})


def external_id(backend: str, attempt_code: str) -> str:
    """The vendor's id of an attempt: the same for a registration that is repeated, and fit for an address."""
    return "mock-" + hashlib.sha256(f"{backend}:{attempt_code}".encode()).hexdigest()[:24]


class MockBackend(Backend[MockOptions]):
    """Plays a vendor of the REST kind: a learner who is ready after some seconds, a verdict after some more."""

    Options = MockOptions
    default_verbose_name = "Mock Proctoring"

    @staticmethod
    def pause(seconds: float) -> None:
        """Where a slow vendor spends its time."""
        time.sleep(seconds)

    @classmethod
    def capabilities_for(cls, options: MockOptions) -> frozenset[Capability]:
        return frozenset({Capability.ONBOARDING}) if options.supports_onboarding else frozenset()

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        """The journal is the one thing outside that this vendor needs."""
        if not self.options.journal or journal.can_be_written(self.options.journal):
            return []
        return [
            CheckMessage(
                level=CheckLevel.WARNING,
                id="mock.W001",
                text="The journal of the scripted vendor cannot be written, so its console shows nothing.",
                hint="Name a file in a folder that the host may write to.",
                setting=f'PROCTORING_BACKENDS["{self.name}"]["journal"]',
            )
        ]

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        switches = self._faults()
        if switches.delay_seconds:
            self.pause(switches.delay_seconds)
        switches.raise_for_registration(self.name)
        code = registration.attempt_code
        known_as = external_id(self.name, code)
        self._note("registered", code, known_as, registration.exam.exam_name)
        return RegisteredAttempt(
            external_id=known_as, follow_ups=self._step(READY_STEP, self.options.ready_after_seconds)
        )

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        with translation.override(language):
            return LaunchInfo(
                steps=(
                    _("A scripted vendor watches this exam: nothing is recorded, and nothing has to be installed."),
                    _("Keep this page open. It goes on by itself as soon as the vendor says that you are ready."),
                ),
                exam_code=attempt.external_id or "",
                script_url=script_url(self.options.browser_script),
            )

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        attempt = change.attempt
        self._note(change.to_status.value, attempt.code, attempt.external_id or "", attempt.exam.exam_name)
        if change.to_status is not Status.SUBMITTED:
            return Notified()
        return Notified(follow_ups=self._step(VERDICT_STEP, self.options.verdict_after_seconds))

    @hookimpl
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        """The next step of the script, unless somebody has taken it by hand in the meantime."""
        attempt = due.attempt
        who = {"external_id": attempt.external_id or "", "attempt_code": attempt.code}
        if due.name == READY_STEP and attempt.status in SETTING_UP:
            return Ready(**who)
        if due.name == VERDICT_STEP and attempt.status is Status.SUBMITTED:
            comments = tuple(ReviewComment(comment=text) for text in self.options.comments)
            return words.review(self.options.verdict, comments=comments, **who)
        return None

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        self._note("removed", attempt.code, attempt.external_id or "", attempt.exam.exam_name)
        return True

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        if callback.kind is CallbackKind.LAUNCH:
            raise CallbackRejected("The scripted vendor has no browser that would return learners.")
        if callback.service_user or self._knows_the_secret(callback):
            return True
        raise CallbackRejected(f"The call carries neither the vendor's service user nor its {SECRET_HEADER}.")

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        return words.parse(callback)

    @hookimpl
    def email_template_dirs(self) -> list[Path]:
        return [Path(__file__).parent / "templates"]

    @hookimpl
    def email_template_names(self, email: EmailQuery) -> list[str]:
        """Our own words also under another configured name; the path of that name comes first, as everywhere."""
        return [f"emails/proctoring/{name}/{email.template_name}" for name in dict.fromkeys((self.name, "mock"))]

    def _knows_the_secret(self, callback: Callback) -> bool:
        known, given = self.options.callback_secret, callback.headers.get(SECRET_HEADER, "")
        return bool(known) and hmac.compare_digest(known.encode(), given.encode(errors="surrogatepass"))

    def _faults(self) -> faults.Faults:
        options = self.options
        configured = faults.Faults(registration=options.fail_registrations, delay_seconds=options.registration_delay)
        return faults.read(faults.beside(options.journal), configured) if options.journal else configured

    def _step(self, name: str, after_seconds: float) -> tuple[FollowUp, ...]:
        return (FollowUp(name=name, after_seconds=after_seconds),) if self.options.automatic else ()

    def _note(self, event: str, code: str, known_as: str, exam_name: str) -> None:
        entry = journal.Entry(
            at=self.services.clock().isoformat(timespec="seconds"),
            backend=self.name,
            event=event,
            attempt_code=code,
            external_id=known_as,
            exam_name=exam_name,
        )
        journal.note(self.options.journal, entry)
