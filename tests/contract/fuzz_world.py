"""Where fuzzed requests go: a vendor that understands JSON, everybody who may ask, and objects that are hit."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from proctoring_host import Capability, hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import Callback, CallbackKind, DashboardQuery, Launched, ParsedCallback, Ready, Review
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.errors import CallbackMalformed
from proctoring_host.models import Attempt
from proctoring_host.registry import Candidate, Registry, using_registry
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeBackend, FakeVendor

OTHER_COURSE = "course-v1:Other+T1+2026"
SECRET = "open sesame"
CAPABILITIES = frozenset(
    {Capability.DASHBOARD, Capability.RETIREMENT, Capability.ONBOARDING, Capability.SHARED_CALLBACK}
)
GROUPS = {
    "course staff": f"course-staff:{COURSE}",
    "staff of another course": f"course-staff:{OTHER_COURSE}",
    "vendor": "fake_review",
    "another vendor": "twin_review",
}
ROLES = (
    "anonymous",
    "learner",
    "other learner",
    "course staff",
    "staff of another course",
    "global staff",
    "vendor",
    "another vendor",
    "retirement service",
)
RUNNING = (Status.STARTED, Status.READY_TO_SUBMIT)


class ReadingBackend(FakeBackend):
    """Reads `{"attempt", "verdict"}`, and what service users send about the attempt in the address."""

    capabilities = CAPABILITIES

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        return "https://vendor.example/dashboard"

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        attempt = callback.attempt
        if callback.kind == CallbackKind.LAUNCH and attempt:
            return Launched(attempt_code=attempt.code, cookies={"exam": "on"})
        if callback.kind == CallbackKind.READY and attempt:
            return Ready(external_id=attempt.external_id or "")
        message = self._object(callback.body)
        word = message.get("verdict", message.get("status"))
        if word == "ready":
            return Ready(external_id=str(message.get("attempt")))
        if word not in list(ReviewStatus):
            raise CallbackMalformed("There is no such verdict.")
        code = attempt.code if attempt else str(message.get("attempt"))
        return Review(status=ReviewStatus(word), attempt_code=code, raw=message)

    def _object(self, body: bytes) -> Mapping[str, Any]:
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise CallbackMalformed("The body is no JSON object.")
        return message


@contextmanager
def using_reading_backends() -> Iterator[FakeVendor]:
    """The same vendor configured twice, as `fake` and as `twin`."""
    vendor = FakeVendor()
    backend = type("ReadingBackend", (ReadingBackend,), {"vendor": vendor})
    options = {"BACKEND": "fake", "secret_word": SECRET}
    settings = ProctoringSettings(enabled=True, backends={"fake": options, "twin": options}, default_backend="fake")
    registry = Registry.load(settings, installed=[Candidate.backend("fake", backend)])
    assert registry.failures == ()
    with using_registry(registry):
        yield vendor


class Caller:
    """One role, signed in with a session and a CSRF token as a browser is."""

    def __init__(self, role: str) -> None:
        fields = {"global staff": {"is_staff": True}, "retirement service": {"is_superuser": True}}
        self.role = role
        self.user = None if role == "anonymous" else make_user(**fields.get(role, {}))
        if self.user and role in GROUPS:
            self.user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
        self.cookies: dict[str, str] = {}
        if self.user:
            client = Client()
            client.force_login(self.user)
            token = "a" * 32
            self.cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}

    @property
    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.cookies["csrftoken"]} if self.cookies else {}


def objects_for(caller: Caller) -> Mapping[str, tuple[Any, ...]]:
    """New objects, and what requests may name them by."""
    learner = caller.user if caller.role == "learner" and caller.user else make_user()
    attempts = tuple(_attempts(learner))
    exams = tuple({attempt.exam.pk: attempt.exam for attempt in attempts}.values())
    exams += (make_exam(backend="twin"), make_timed_exam(course_id=OTHER_COURSE))
    return {
        "exam_id": tuple(exam.pk for exam in exams),
        "attempt_id": tuple(attempt.pk for attempt in attempts),
        "attempt": tuple(attempt.code for attempt in attempts),
        "attempt_code": tuple(attempt.code for attempt in attempts),
        "external_id": tuple(attempt.external_id for attempt in attempts if attempt.external_id),
        "course_id": (COURSE, COURSE, OTHER_COURSE, "Org/Course/Run"),
        "content_id": tuple(exam.content_id for exam in exams),
        "user_id": (learner.pk,),
        "username": (learner.username,),
        "user_info": (learner.username, learner.email, learner.pk),
        "user_ids": (learner.username, f"{learner.email},nobody,"),
        "exam_ids": (f"{exams[0].pk},", f"{exams[0].pk},{exams[1].pk}"),
        "backend": ("fake", "twin"),
        "token": (SECRET,),
        "search_by": (learner.username, "example.com"),
        "verdict": (*ReviewStatus, "ready"),
        "status": tuple(ReviewStatus),
    }


def _attempts(learner: User) -> Iterator[Attempt]:
    now = timezone.now()
    clock = {"started_at": now, "deadline_at": now + timedelta(hours=1)}
    statuses = (Status.CREATED, Status.READY_TO_START, Status.STARTED, Status.SUBMITTED, Status.ERROR)
    for status in statuses:
        yield make_attempt(make_exam(), learner, status, **(clock if status in RUNNING else {}))
    yield make_attempt(make_timed_exam(), learner, Status.STARTED, **clock)
    yield make_attempt(make_practice_exam(), learner, Status.REJECTED)
