"""Values of every kind that crosses the border, and settings to load a registry with."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from proctoring_host import Backend, hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    DeliveryFailed,
    EmailQuery,
    ExamData,
    Learner,
    Ready,
    RegisteredAttempt,
    Registration,
    Review,
    ReviewDecision,
    ReviewSaved,
)
from proctoring_host.domain.statuses import Actor, ExamKind, ReviewStatus, Status
from proctoring_host.registry import Candidate, Registry

T0 = datetime(2026, 1, 12, 9, tzinfo=UTC)
CODE = "0E1F3C60-8BE0-4D8C-9C61-1F6DC4D58B2E"


class Working(Backend[Any]):
    """The least a backend has to do. It keeps the calls it got."""

    def __init__(self, name: str, options: Any, services: Any) -> None:
        super().__init__(name, options, services)
        self.calls: list[tuple[str, Any]] = []

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        self.calls.append(("register_attempt", registration))
        return RegisteredAttempt(external_id=f"{self.name}-{registration.attempt_code}")

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        return True

    @hookimpl
    def parse_callback(self, callback: Callback) -> Ready:
        return Ready(external_id="1")


def exam(backend: str = "one") -> ExamData:
    return ExamData(
        id=1,
        course_id="course-v1:A+B+C",
        content_id="block",
        exam_name="Exam",
        time_limit_mins=90,
        is_proctored=True,
        is_practice_exam=False,
        is_active=True,
        hide_after_due=False,
        backend=backend,
    )


def attempt(backend: str = "one") -> AttemptData:
    return AttemptData(
        id=1,
        code=CODE,
        status=Status.CREATED,
        exam=exam(backend),
        kind=ExamKind.PROCTORED,
        backend=backend,
        pseudonym="p",
    )


def registration(backend: str = "one") -> Registration:
    return Registration(
        exam=exam(backend),
        attempt_code=CODE,
        learner=Learner(pseudonym="p", full_name="Ada Learner"),
        time_limit_mins=90,
        is_sample_attempt=False,
        requested_at=T0,
        platform_url="https://platform.example",
        launch_url="https://platform.example/launch",
    )


def change(backend: str = "one") -> AttemptChange:
    return AttemptChange(
        attempt=attempt(backend),
        from_status=None,
        to_status=Status.CREATED,
        actor=Actor.LEARNER,
        changed_at=T0,
    )


def callback(backend: str = "one") -> Callback:
    return Callback(kind=CallbackKind.REVIEW, backend=backend, method="POST", path="/")


def review(status: Any = ReviewStatus.PASSED) -> Review:
    return Review(status=status, attempt_code=CODE)


def saved(backend: str = "one") -> ReviewSaved:
    decision = ReviewDecision(to_status=Status.VERIFIED, reason="passed")
    return ReviewSaved(review=review(), attempt=attempt(backend), decision=decision)


def delivery_failed(backend: str = "one") -> DeliveryFailed:
    return DeliveryFailed(effect_kind="mail", backend=backend, attempt_code=CODE, reason="down", final=False)


def email(backend: str = "one") -> EmailQuery:
    return EmailQuery(
        kind="submitted",
        template_name="submitted.html",
        backend=backend,
        course_id="course-v1:A+B+C",
        exam_name="Exam",
        status=Status.SUBMITTED,
        language="en",
    )


def load(
    installed: Iterable[Candidate], backends: Mapping[str, Mapping[str, Any]] | None = None, **settings: Any
) -> Registry:
    """A registry of just these; every backend among them is configured under its own name unless told otherwise."""
    found = list(installed)
    if backends is None:
        backends = {one.name: {} for one in found if one.group == "proctoring.backends"}
    return Registry.load(ProctoringSettings(backends=backends, **settings), installed=found)
