"""The platform a vendor's test acts in: as learner, as staff, and as the vendor. Everything goes through its URLs."""

import itertools
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core import mail
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from proctoring_host import conf
from proctoring_host.backend import Services
from proctoring_host.data import Status
from proctoring_host.registry import Candidate, Registry, using_registry
from proctoring_host.testing.fake_site.django_site import prepare
from proctoring_host.testing.fake_site.recording import Recording, Screen, listening
from proctoring_host.testing.server import VendorServer, running
from proctoring_host.testing.sessions import Clock, lend
from proctoring_host.testing.subject import VENDOR, Subject

COURSE = "course-v1:Vendor+Test+1"
ROOT = "/api/edx_proctoring"
V1 = f"{ROOT}/v1"


class Refused(AssertionError):
    """The platform answered with an error; `status` and the detail tell which."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(f"{screen.method} {screen.path}: {screen.status} {screen.content[:500]}")
        self.status = screen.status


class FakePlatform:
    """Made by `fake_platform`. `learner`, `staff` and `service` are signed in; the last speaks for the vendor.

    `vendor` is the vendor's server: it can be told to answer otherwise, or to fail.
    """

    def __init__(self, subject: Subject, vendor: VendorServer, recording: Recording) -> None:
        self.subject = subject
        self.vendor = vendor
        self.recording = recording
        self.learner = _Person("learner", recording)
        self.staff = _Person("staff", recording, is_staff=True, is_superuser=True)
        self.service = _Person("service", recording, group=f"{subject.name}_review")
        self.nobody = _Person("", recording)
        self._numbers = itertools.count(1)

    def exam(self, name: str = "Midterm", *, minutes: int = 90, practice: bool = False) -> "FakeExam":
        """A new proctored exam of the backend."""
        content_id = f"block-v1:Vendor+Test+1+type@sequential+block@exam{next(self._numbers)}"
        body = {
            "course_id": COURSE,
            "content_id": content_id,
            "exam_name": name,
            "time_limit_mins": minutes,
            "external_id": "",
            "is_proctored": True,
            "is_practice_exam": practice,
            "is_active": True,
            "hide_after_due": False,
        }
        made = self.staff.json("POST", f"{V1}/proctored_exam/exam", body)
        return FakeExam(self, made["exam_id"], content_id)

    def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, *, token: str = "", shared: bool = False
    ) -> Screen:
        """A call of the vendor at the backend's own address, or at the one that backends share."""
        path = f"{ROOT}/proctoring_review_callback/" if shared else f"{V1}/backends/{self.subject.name}/callback/"
        return self.nobody.ask("POST", f"{path}{token}/" if token else path, body, headers)

    def work(self, *, hours: float = 0) -> None:
        """What the worker does, some hours later: retries, follow-ups, and exams whose time is up."""
        from proctoring_host.effects.runner import Runner  # noqa: PLC0415  needs a Django that is set up

        Runner(clock=lambda: timezone.now() + timedelta(hours=hours)).run_due()

    def forget_learner(self) -> Mapping[str, bool]:
        """Have the vendor forget the learner; by backend, whether it did."""
        return self.staff.json("POST", f"{V1}/retire_backend_user/{self.learner.id}/")


class FakeExam:
    def __init__(self, platform: FakePlatform, exam_id: int, content_id: str) -> None:
        self._platform = platform
        self.id = exam_id
        self.content_id = content_id

    @property
    def external_id(self) -> str | None:
        """The vendor's id of it."""
        found: str | None = _model("Exam").objects.get(pk=self.id).external_id
        return found

    def begin(self) -> "FakeAttempt":
        """The learner begins; raises `Refused` where that fails, as for a vendor that does not answer."""
        body = {"exam_id": self.id, "attempt_proctored": True}
        made = self._platform.learner.json("POST", f"{V1}/proctored_exam/attempt", body)
        return FakeAttempt(self._platform, self, made["exam_attempt_id"])

    def attempts(self) -> "list[FakeAttempt]":
        """All there are, also those whose registration has failed."""
        found = _model("Attempt").everything.filter(exam_id=self.id).order_by("pk").values_list("pk", flat=True)
        return [FakeAttempt(self._platform, self, pk) for pk in found]

    def screen(self) -> Screen:
        """The learner's page of this exam, as it is now."""
        return self._platform.learner.ask("GET", f"/courses/{COURSE}/exams/{self.content_id}")


class FakeAttempt:
    """`status`, `code` and `external_id` are read anew each time."""

    def __init__(self, platform: FakePlatform, exam: FakeExam, attempt_id: int) -> None:
        self._platform = platform
        self.exam = exam
        self.id = attempt_id

    @property
    def status(self) -> Status:
        return Status(self._row.status)

    @property
    def code(self) -> str:
        return str(self._row.code)

    @property
    def external_id(self) -> str | None:
        found: str | None = self._row.external_id
        return found

    @property
    def comments(self) -> tuple[str, ...]:
        """What the vendor's reviewer remarked."""
        found = _model("ReviewComment").objects.filter(review__attempt_id=self.id).order_by("position")
        return tuple(found.values_list("comment", flat=True))

    def start(self) -> None:
        self._act("start")

    def submit(self) -> None:
        self._act("submit")

    def decline(self) -> None:
        self._act("decline")

    def fail(self) -> None:
        """It ends in error, as when the vendor's program breaks down."""
        self._act("error")

    def launch(self) -> Screen:
        """The learner comes back from the vendor's browser."""
        return self._platform.nobody.ask("GET", f"{ROOT}/proctoring_launch_callback/start_exam/{self.code}")

    def ready(self) -> Screen:
        """The vendor's service user says that the learner is set up."""
        return self._say("ready", {"status": "ready"})

    def reviewed(self, body: Mapping[str, Any]) -> Screen:
        """The vendor's service user posts a review, in the vendor's form."""
        return self._say("reviewed", body)

    def remove(self) -> None:
        """Staff remove it, at the vendor first."""
        self._platform.staff.json("DELETE", f"{V1}/proctored_exam/attempt/{self.id}")

    @property
    def _row(self) -> Any:
        return _model("Attempt").everything.get(pk=self.id)

    def _act(self, action: str) -> None:
        self._platform.learner.json("PUT", f"{V1}/proctored_exam/attempt/{self.id}", {"action": action})

    def _say(self, what: str, body: Mapping[str, Any]) -> Screen:
        path = f"{V1}/proctored_exam/attempt/{self.external_id}/{what}"
        return self._platform.service.ask("POST", path, json.dumps(body).encode())


class _Person:
    """Somebody with a browser; without a name, nobody is signed in."""

    def __init__(self, name: str, recording: Recording, *, group: str = "", **fields: Any) -> None:
        self.name = name
        self._recording = recording
        self._client = Client()
        if name:
            users = _model("User", "auth").objects
            user = users.create_user(name, f"{name}@platform.example", first_name="Vera", last_name=name, **fields)
            if group:
                user.groups.add(_model("Group", "auth").objects.create(name=group))
            self._client.force_login(user)
            self.id = int(user.pk)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Screen:
        """The answer, whatever its status; it is recorded."""
        answer = self._client.generic(
            method, path, body, content_type="application/json", headers=dict(headers or {}), secure=True
        )
        screen = Screen(
            who=self.name or "nobody",
            method=method,
            path=path,
            status=answer.status_code,
            content=answer.content.decode(errors="replace"),
        )
        self._recording.screens.append(screen)
        return screen

    def json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The object of a good answer; raises `Refused` for any other."""
        screen = self.ask(method, path, json.dumps(body).encode() if body is not None else b"")
        if screen.status != 200:
            raise Refused(screen)
        found = json.loads(screen.content) if screen.content else {}
        return found if isinstance(found, dict) else {"answer": found}


class _Now(Clock):
    def __call__(self) -> datetime:
        return timezone.now()


@contextmanager
def fake_platform(subject: Subject, **options: Any) -> Iterator[FakePlatform]:
    """A platform with this backend alone, whose vendor answers by the routes of the description.

    `options` replace some of the description's. Raises `AssertionError` for a backend that cannot be loaded.
    """
    prepare()
    with ExitStack() as stack:
        vendor = stack.enter_context(running(subject.routes, subject.patience_seconds))
        recording = Recording(vendor)
        stack.enter_context(listening(recording))
        stack.enter_context(override_settings(**_settings(subject, {**subject.options, **options}, vendor.url)))
        mail.outbox = []
        stack.enter_context(using_registry(_registry(subject, _services(vendor.url))))
        yield FakePlatform(subject, vendor, recording)


def _settings(subject: Subject, options: Mapping[str, Any], url: str) -> dict[str, Any]:
    given = {key: value.replace(VENDOR, url) if isinstance(value, str) else value for key, value in options.items()}
    return {
        "ALLOWED_HOSTS": ["*"],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
        "PROCTORING_BACKENDS": {"DEFAULT": subject.name, subject.name: given},
        # Long enough for a vendor that fails slowly: a test wants to see what became of it.
        "PROCTORING_SETTINGS": {"SITE_NAME": "platform.example", "REGISTRATION_WAIT_SECONDS": 30},
    }


def _registry(subject: Subject, services: Services) -> Registry:
    candidate = Candidate.backend(subject.name, subject.backend)
    registry = Registry.load(conf.get(), installed=[candidate], services=lambda: services)
    told = " ".join(f"[{failure.stage}] {failure.error} {failure.hint}" for failure in registry.failures)
    if told:
        raise AssertionError(f"The backend cannot be loaded: {told}")
    return registry


def _services(url: str) -> Services:
    """The host's sessions, led to the vendor's server; the clock is that of the machine, like the platform's own."""
    lent = lend(url, _Now(), [], hurry=False, on_session=lambda: None)
    return Services(clock=timezone.now, new_id=lambda: str(uuid.uuid4()), http=lent.http)


def _model(name: str, app: str = "proctoring") -> Any:
    """Models can be imported only once Django is set up, and this module is imported earlier."""
    return apps.get_model(app, name)
