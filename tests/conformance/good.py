"""A good backend with everything that a backend can have."""

import base64
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from django.utils import translation
from django.utils.translation import gettext as _

from proctoring_host import Backend, BackendOptions, Capability, hookimpl, secret
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    BackfillQuery,
    Callback,
    CallbackKind,
    CheckLevel,
    CheckMessage,
    DashboardQuery,
    EmailQuery,
    Entry,
    ExamData,
    FollowUp,
    FollowUpAnswer,
    FollowUpDue,
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
    Review,
    ReviewComment,
    ReviewStatus,
    Status,
    VideoQuery,
)
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendUnreachable,
    CallbackMalformed,
    CallbackRejected,
    OnboardingRequired,
    RegistrationRefused,
)

WORDS = {
    "clear": ReviewStatus.PASSED,
    "cheated": ReviewStatus.VIOLATION,
    "unsure": ReviewStatus.SUSPICIOUS,
    "skipped": ReviewStatus.NOT_REVIEWED,
}
LASTS = timedelta(minutes=5)
VERDICT = FollowUp(name="verdict", after_seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodOptions(BackendOptions):
    api_url: str
    api_key: str = secret()
    callback_secret: str = secret()
    retries: int = 0
    legacy: bool = False

    def problems(self) -> Mapping[str, str]:
        found = {}
        if not self.api_url.startswith(("https://", "http://")):
            found["api_url"] = "It must begin with https://."
        if len(self.callback_secret) < 16:
            found["callback_secret"] = "It must have at least 16 characters."
        return found


class Good(Backend[GoodOptions]):
    Options = GoodOptions
    capabilities = frozenset(set(Capability))
    default_verbose_name = "Good Proctoring"

    # What goes over the wire

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.options.api_key}"}

    def send(self, method: str, path: str, what: str, body: Any = None, timeout: float = 10) -> requests.Response:
        try:
            with self.services.http() as http:
                return http.request(
                    method, self.options.api_url + path, json=body, headers=self.headers(), timeout=timeout
                )
        except requests.RequestException as error:
            raise self.unreachable(what, error) from None

    def unreachable(self, what: str, error: Exception) -> BackendError:
        return BackendUnreachable(f"{what} failed: no answer ({type(error).__name__}).", backend=self.name)

    def refused(self, what: str, answer: requests.Response) -> BackendError:
        wait = answer.headers.get("Retry-After", "")
        return RegistrationRefused(
            f"{what} was refused with the status {answer.status_code}.",
            backend=self.name,
            vendor_status=answer.status_code,
            retry_after=float(wait) if wait.isdecimal() else None,
            final=answer.status_code in {400, 403, 404, 409, 422},
        )

    def content(self, what: str, answer: requests.Response) -> dict[str, Any]:
        if not answer.ok:
            raise self.refused(what, answer)
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError):
            raise self.invalid(what) from None
        if not isinstance(found, dict):
            raise self.invalid(what)
        return found

    def invalid(self, what: str) -> BackendError:
        return BackendAnswerInvalid(f"{what} got an answer that makes no sense.", backend=self.name)

    def id_in(self, what: str, content: Mapping[str, Any]) -> str:
        found = content.get("id")
        if not isinstance(found, str) or not found.strip():
            raise self.invalid(what)
        return found

    # Hooks

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        if not live:
            return []
        try:
            self.content("Asking how it is", self.send("GET", "/health", "Asking how it is"))
        except BackendError as error:
            return [CheckMessage(level=CheckLevel.ERROR, id="good.E001", text=error.detail, hint="Check api_url.")]
        return [CheckMessage(level=CheckLevel.INFO, id="good.I001", text="The vendor answers.")]

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        what = f"Registering the exam {exam.id}"
        content = self.content(what, self.send("PUT", "/exams", what, {"key": exam.id, "name": exam.exam_name}))
        return self.id_in(what, content)

    def registration_body(self, registration: Registration) -> dict[str, Any]:
        return {
            "key": registration.attempt_code,
            "learner": registration.learner.pseudonym,
            "name": registration.learner.full_name,
            "exam": registration.exam.exam_name,
            "minutes": registration.time_limit_mins,
            "rules": registration.review_policy,
        }

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        what = f"Registering the attempt {registration.attempt_code} at {self.name}"
        answer = self.send("POST", "/sessions", what, self.registration_body(registration))
        content = self.content(what, answer)
        if content.get("onboarding") == "missing":
            raise OnboardingRequired(Status.ONBOARDING_MISSING)
        return RegisteredAttempt(external_id=self.id_in(what, content))

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        what = f"Asking for the steps of the attempt {attempt.code}"
        content = self.content(what, self.send("GET", f"/steps/{attempt.code}", what, timeout=2))
        with translation.override(language):
            steps = (_("Start"), text_of(content, "step"))
        return LaunchInfo(steps=steps, download_url="https://vendor.example/get", exam_code=attempt.code)

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        return hmac.compare_digest(entry.cookies.get("good", "").encode(), entry.attempt.code.encode())

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        what = f"Telling of the attempt {change.attempt.code}"
        if not change.attempt.external_id:
            return Notified()
        self.content(
            what, self.send("PATCH", f"/sessions/{change.attempt.external_id}", what, {"is": change.to_status})
        )
        return Notified(follow_ups=(VERDICT,) if change.to_status is Status.SUBMITTED else ())

    @hookimpl
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        if due.name != VERDICT.name or due.attempt.status is not Status.SUBMITTED:
            return None
        what = f"Asking for the verdict on the attempt {due.attempt.code}"
        content = self.content(what, self.send("GET", f"/verdicts/{due.attempt.code}", what))
        verdict = WORDS.get(str(content.get("verdict")))
        if verdict is None:
            raise self.invalid(what)
        return Review(status=verdict, attempt_code=due.attempt.code)

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        what = f"Removing the attempt {attempt.code}"
        if not attempt.external_id:
            return True
        answer = self.send("DELETE", f"/sessions/{attempt.external_id}", what)
        if answer.status_code == 404:
            return True
        return self.content(what, answer).get("gone") is True

    def signature(self, moment: str, body: bytes) -> str:
        return hmac.new(self.options.callback_secret.encode(), moment.encode() + body, "sha256").hexdigest()

    def is_recent(self, moment: str) -> bool:
        return moment.isascii() and moment.isdecimal() and self.is_near(moment)

    def is_near(self, moment: str) -> bool:
        return len(moment) < 20 and abs(self.services.clock().timestamp() - int(moment)) <= LASTS.total_seconds()

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        if callback.kind is CallbackKind.LAUNCH:
            return True
        moment = callback.headers.get("x-good-time", "")
        given = callback.headers.get("x-good-signature", "")
        if not self.is_recent(moment):
            raise CallbackRejected("The call carries no time, or one that is long ago.")
        if not hmac.compare_digest(self.signature(moment, callback.body).encode(), given.encode(errors="replace")):
            raise CallbackRejected("The signature does not fit the body.")
        return True

    def object_in(self, body: bytes) -> dict[str, Any]:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise CallbackMalformed("The body is no JSON.") from None
        if not isinstance(found, dict):
            raise CallbackMalformed("The body is no JSON object.")
        return found

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        if callback.kind is CallbackKind.LAUNCH:
            return Launched(attempt_code=callback.attempt.code, cookies={"good": callback.attempt.code})
        body = self.object_in(callback.body)
        code, event = text(body, "key"), text(body, "event")
        if event == "ready":
            return Ready(attempt_code=code)
        if event != "reviewed":
            raise CallbackMalformed("The event is neither ready nor reviewed.")
        remarks = body.get("remarks", [])
        if not isinstance(remarks, list):
            raise CallbackMalformed("The remarks are no list.")
        return Review(
            status=self.verdict(body),
            attempt_code=code,
            comments=tuple(self.comment(remark) for remark in remarks),
            encrypted_video_url=self.cipher(body.get("video")),
            raw=self.kept(body),
        )

    def verdict(self, body: Mapping[str, Any]) -> ReviewStatus:
        word = body.get("verdict")
        if not isinstance(word, str) or word not in WORDS:
            raise CallbackMalformed("The verdict is no known word.")
        return WORDS[word]

    def comment(self, remark: Any) -> ReviewComment:
        if not isinstance(remark, dict):
            raise CallbackMalformed("A remark is no object.")
        start, stop = self.seconds(remark, "from"), self.seconds(remark, "to")
        return ReviewComment(comment=text(remark, "text"), status="note", start=start, stop=stop, duration=stop - start)

    def seconds(self, remark: Mapping[str, Any], key: str) -> float:
        value = remark.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise CallbackMalformed(f"{key} is no number of seconds.")
        try:
            found = float(value)
        except (ValueError, OverflowError):
            raise CallbackMalformed(f"{key} is no number of seconds.") from None
        if not abs(found) < 1e9:
            raise CallbackMalformed(f"{key} is no number of seconds.")
        return found

    def cipher(self, link: Any) -> str:
        """No real cipher: what the kit has to see is that the link does not stand there."""
        return base64.b64encode(link.encode()[::-1]).decode() if isinstance(link, str) else ""

    def kept(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"verdict": body["verdict"]}

    @hookimpl
    def fetch_reviews(self, since: BackfillQuery) -> Iterable[Review]:
        what = "Asking for reviews"
        content = self.content(what, self.send("GET", "/reviews", what))
        found = content.get("reviews")
        if not isinstance(found, list):
            raise self.invalid(what)
        return [Review(status=self.verdict(item), attempt_code=text(item, "key")) for item in found]

    @hookimpl
    def video_url(self, query: VideoQuery) -> str:
        try:
            link = base64.b64decode(query.encrypted_video_url, validate=True)[::-1].decode()
        except ValueError:
            link = ""
        if not link.startswith("https://"):
            raise BackendError("The link cannot be read.", backend=self.name, final=True)
        return link

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        token = hmac.new(self.options.api_key.encode(), query.course_id.encode(), "sha256").hexdigest()
        return f"https://vendor.example/dashboard?token={token}"

    @hookimpl
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:
        what = "Asking for profiles"
        found = self.content(what, self.send("GET", f"/profiles?page={query.page}", what)).get("profiles")
        if not isinstance(found, list):
            raise self.invalid(what)
        return [OnboardingProfile(pseudonym=item["learner"], status=item["status"]) for item in found]

    @hookimpl
    def email_template_dirs(self) -> list[Path]:
        return [Path(__file__).parent]

    @hookimpl
    def email_template_names(self, email: EmailQuery) -> list[str]:
        return [f"emails/proctoring/good/{email.template_name}"]

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        what = "Retiring a learner"
        return self.content(what, self.send("DELETE", f"/learners/{ref.pseudonym}", what)).get("gone") is True


def text_of(content: Mapping[str, Any], key: str) -> str:
    return str(content.get(key) or "Go on")


def text(holder: Mapping[str, Any], key: str) -> str:
    found = holder.get(key)
    if not isinstance(found, str) or not found.strip() or "\x00" in found or len(found) > 255:
        raise CallbackMalformed(f"{key} is missing, or no text.")
    return found
