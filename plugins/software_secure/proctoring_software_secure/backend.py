"""SoftwareSecure (RPNow) as a backend: the vendor's protocol is in the modules beside this one."""

from importlib.resources import files
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from proctoring_host import Backend, Capability, hookimpl
from proctoring_host.data import (
    AttemptData,
    Callback,
    CallbackKind,
    CheckMessage,
    EmailQuery,
    Entry,
    LaunchInfo,
    ParsedCallback,
    RegisteredAttempt,
    Registration,
    VideoLink,
    VideoQuery,
)
from proctoring_host.errors import BackendError
from proctoring_software_secure.callbacks import COOKIE, launched, require_vendor, same
from proctoring_software_secure.client import RegistrationCall
from proctoring_software_secure.findings import configuration_findings, live_findings
from proctoring_software_secure.options import SoftwareSecureOptions
from proctoring_software_secure.payload import registration_body
from proctoring_software_secure.reviews import parse_review
from proctoring_software_secure.video import VideoLinkUnreadable, decrypt_link, encrypt_link, viewer_link

TEMPLATES_NAME = "software_secure"


class SoftwareSecure(Backend[SoftwareSecureOptions]):
    """One account at the vendor."""

    Options = SoftwareSecureOptions
    capabilities = frozenset({Capability.VIDEO, Capability.SHARED_CALLBACK})
    default_verbose_name = "RPNow"

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        found = list(configuration_findings(self.name, self.options))
        return found + list(live_findings(self.name, self.options, self.services)) if live else found

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        body = registration_body(registration, self.options)
        call = RegistrationCall(backend=self.name, options=self.options, services=self.services, body=body)
        return RegisteredAttempt(external_id=call.send())

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        with translation.override(language):
            steps = (
                _("Copy the exam code that is shown on this page."),
                _("Download the secure browser from the address on this page, and start it on this computer."),
                _("Paste the exam code where the secure browser asks for it."),
                _("Follow its instructions: it checks your camera, your microphone and your identity document."),
                _("When it brings you back to this exam, start the exam there and stay in the secure browser."),
            )
        return LaunchInfo(steps=steps, download_url=self.options.software_download_url, exam_code=attempt.code)

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        return same(entry.cookies.get(COOKIE, ""), entry.attempt.code)

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        require_vendor(callback, self.options)
        return True

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        if callback.kind is CallbackKind.LAUNCH:
            return launched(callback)
        return parse_review(callback.body, self._video_key)

    @hookimpl
    def video_url(self, query: VideoQuery) -> str:
        """The address of the vendor's HTML5 player."""
        if self._video_key is None:
            raise self._no_video(query, "no video_review_aes_key is configured")
        try:
            return viewer_link(decrypt_link(query.encrypted_video_url, self._video_key))
        except VideoLinkUnreadable as unreadable:
            raise self._no_video(query, str(unreadable)) from None

    @hookimpl
    def renew_video_link(self, link: VideoLink) -> str:
        """Older rows show which links are equal, and not whether somebody has changed one."""
        if self._video_key is None:
            raise self._not_renewed("no video_review_aes_key is configured")
        try:
            return encrypt_link(decrypt_link(link.encrypted_video_url, self._video_key), self._video_key)
        except VideoLinkUnreadable as unreadable:
            raise self._not_renewed(str(unreadable)) from None

    @hookimpl
    def email_template_names(self, email: EmailQuery) -> list[str]:
        """An account with another name uses our templates too, after those made for its own name."""
        if email.backend == TEMPLATES_NAME:
            return []
        return [f"emails/proctoring/{name}/{email.template_name}" for name in (email.backend, TEMPLATES_NAME)]

    @hookimpl
    def email_template_dirs(self) -> list[Path]:
        return [Path(str(files("proctoring_software_secure") / "templates"))]

    @property
    def _video_key(self) -> bytes | None:
        return bytes.fromhex(self.options.video_review_aes_key) or None

    def _not_renewed(self, reason: str) -> BackendError:
        text = f"A stored link to a recording cannot be encrypted anew by the backend {self.name}: {reason}."
        return BackendError(text, backend=self.name, final=True)

    def _no_video(self, query: VideoQuery, reason: str) -> BackendError:
        return BackendError(
            f"The recording of the attempt {query.attempt.code} at the backend {self.name} cannot be shown: {reason}.",
            backend=self.name,
            final=True,
        )
