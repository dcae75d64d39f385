"""The requests of the permission table: for each operation what it is sent, and what has to be there for it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from proctoring_host import Capability, hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import DashboardQuery, Launched, Ready, Review
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.models import Attempt, Exam
from proctoring_host.registry import Candidate, Registry, using_registry
from proctoring_host.web.permissions import Role
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeBackend, FakeVendor

OTHER_COURSE = "course-v1:Other+T1+2026"
SECRET = "open sesame"
OFFERED = frozenset({Capability.DASHBOARD, Capability.RETIREMENT, Capability.ONBOARDING, Capability.SHARED_CALLBACK})


class AbleBackend(FakeBackend):
    """Also has a dashboard."""

    capabilities = OFFERED

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        return "https://vendor.example/dashboard"


@contextmanager
def using_able_backends() -> Iterator[FakeVendor]:
    """Configured twice, as `fake` and as `twin`, with the same vendor behind both."""
    vendor = FakeVendor()
    backend = type("AbleBackend", (AbleBackend,), {"vendor": vendor})
    options = {"BACKEND": "fake", "secret_word": SECRET}
    settings = ProctoringSettings(enabled=True, backends={"fake": options, "twin": options}, default_backend="fake")
    registry = Registry.load(settings, installed=[Candidate.backend("fake", backend)])
    assert registry.failures == ()
    with using_registry(registry):
        yield vendor


@dataclass(frozen=True, kw_only=True)
class World:
    """One learner's attempt, and who asks about it."""

    learner: User
    asking: User | None
    exam: Exam
    attempt: Attempt
    timed_exam: Exam
    exam_of_other_course: Exam
    own_course: str

    @property
    def names(self) -> Mapping[str, object]:
        """What the paths of the table are filled with."""
        return {
            "exam_id": self.exam.pk,
            "course_id": self.exam.course_id,
            "content_id": self.exam.content_id,
            "attempt_id": self.attempt.pk,
            "user_id": self.learner.pk,
            "external_id": self.attempt.external_id,
            "attempt_code": self.attempt.code,
            "search_by": "lear",
            "backend": self.exam.backend,
            "token": SECRET,
        }


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is sent, beside what stands in the path."""

    status: Status = Status.STARTED
    attempt: Mapping[str, Any] = field(default_factory=dict)
    body: Callable[[World], Any] = lambda world: {}
    query: Callable[[World], Mapping[str, Any]] = lambda world: {}
    names: Mapping[str, object] = field(default_factory=dict)
    prepare: Callable[[World, FakeVendor], None] = lambda world, vendor: None


def who(role: Role, learner: User) -> User | None:
    if role is Role.ANONYMOUS:
        return None
    if role is Role.LEARNER:
        return learner
    fields = {Role.GLOBAL_STAFF: {"is_staff": True}, Role.RETIREMENT: {"is_superuser": True}}.get(role, {})
    groups = {
        Role.COURSE_STAFF: f"course-staff:{COURSE}",
        Role.OTHER_COURSE_STAFF: f"course-staff:{OTHER_COURSE}",
        Role.VENDOR: "fake_review",
        Role.OTHER_VENDOR: "twin_review",
    }
    user = make_user("asking", **fields)
    if role in groups:
        user.groups.add(Group.objects.create(name=groups[role]))
    return user


def world_for(role: Role, call: Call) -> World:
    learner = make_user("learner")
    exam = make_exam(external_id="exam-1")
    now = timezone.now()
    clock = {"started_at": now, "deadline_at": now + timedelta(hours=1)} if call.status == Status.STARTED else {}
    attempt = make_attempt(exam, learner, call.status, **{**clock, **call.attempt})
    own_course = OTHER_COURSE if role is Role.OTHER_COURSE_STAFF else COURSE
    return World(
        learner=learner,
        asking=who(role, learner),
        exam=exam,
        attempt=attempt,
        timed_exam=make_timed_exam(),
        exam_of_other_course=make_exam(course_id=OTHER_COURSE),
        own_course=own_course,
    )


def exam_body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "course_id": world.own_course,
        "content_id": "block-v1:Demo+T1+2026+type@sequential+block@new",
        "exam_name": "New",
        "time_limit_mins": 30,
        "external_id": "new",
        "is_proctored": False,
        "is_practice_exam": False,
        "is_active": True,
        "hide_after_due": False,
        **changes,
    }


def allowance(world: World) -> dict[str, Any]:
    return {
        "course_id": world.own_course,
        "exam_id": world.exam.pk,
        "user_info": world.learner.username,
        "user_id": world.learner.pk,
        "key": "additional_time_granted",
        "value": "10",
    }


def bulk(world: World, *more: Exam) -> dict[str, Any]:
    return {
        "course_id": world.own_course,
        "exam_ids": ",".join(str(exam.pk) for exam in (world.exam, *more)),
        "user_ids": f"{world.learner.username},",
        "allowance_type": "additional_time_granted",
        "value": "10",
    }


def of_learner(world: World) -> dict[str, Any]:
    return {"user_id": world.learner.pk}


def in_course(world: World) -> dict[str, Any]:
    return {"course_id": world.exam.course_id}


def reviews(world: World, vendor: FakeVendor) -> None:
    vendor.parsed = Review(
        status=ReviewStatus.PASSED, attempt_code=world.attempt.code, external_id=world.attempt.external_id or ""
    )


def is_ready(world: World, vendor: FakeVendor) -> None:
    vendor.parsed = Ready(external_id=world.attempt.external_id or "")


def comes_back(world: World, vendor: FakeVendor) -> None:
    vendor.parsed = Launched(attempt_code=world.attempt.code)


def onboarding_exam(world: World, vendor: FakeVendor) -> None:
    make_practice_exam()


REVIEWED = Call(status=Status.SUBMITTED, prepare=reviews)
WRONG_SECRET = Call(status=Status.SUBMITTED, prepare=reviews, names={"token": "wrong"})
CALLS: Mapping[str, Call] = {
    "GET exam": Call(query=lambda world: {"exam_id": world.exam.pk}),
    "POST exam": Call(body=exam_body),
    "PUT exam": Call(body=lambda world: {"exam_id": world.exam.pk, "exam_name": "Renamed"}),
    "PATCH register-course": Call(body=lambda world: [exam_body(world, course_id=COURSE)]),
    "PUT review-policy": Call(body=lambda world: {"review_policy": "Closed book", "course_id": world.own_course}),
    "DELETE review-policy": Call(body=lambda world: {"course_id": world.own_course}),
    "POST attempts": Call(body=lambda world: {"exam_id": world.timed_exam.pk, "start_clock": "true"}),
    "GET learner-exam": Call(query=lambda world: {"content_id": world.exam.content_id}),
    "GET learner-exam with user_id": Call(query=of_learner),
    "GET active-attempt with user_id": Call(query=of_learner),
    "GET active-exams": Call(query=lambda world: {"user_id": world.asking.pk if world.asking else 1}),
    "GET active-exams with user_id": Call(query=of_learner),
    "GET active-exams with user_id and course_id": Call(query=lambda world: of_learner(world) | in_course(world)),
    "PUT attempt": Call(body=lambda world: {"action": "submit"}),
    "PUT attempt with action error": Call(body=lambda world: {"action": "error"}),
    "PUT attempt with action mark_ready_to_resume": Call(
        status=Status.ERROR,
        attempt={"is_resumable": True},
        body=lambda world: {"action": "mark_ready_to_resume", "course_id": world.own_course, **of_learner(world)},
    ),
    "DELETE attempt": Call(body=lambda world: {"course_id": world.own_course}),
    "DELETE reset-attempts": Call(body=lambda world: {"course_id": world.own_course}),
    "PUT acknowledge": Call(status=Status.VERIFIED),
    "PUT allowance": Call(body=allowance),
    "DELETE allowance": Call(body=allowance),
    "PUT bulk-allowance": Call(body=bulk),
    "PUT bulk-allowance with exams of two courses": Call(body=lambda world: bulk(world, world.exam_of_other_course)),
    "PUT course-bulk-allowance": Call(body=bulk),
    "GET onboarding-status": Call(query=in_course, prepare=onboarding_exam),
    "GET onboarding-status with username": Call(
        query=lambda world: {"username": world.learner.username, **in_course(world)}, prepare=onboarding_exam
    ),
    "GET course-onboarding": Call(prepare=onboarding_exam),
    "POST retire-backend-user": Call(status=Status.VERIFIED),
    "POST ready": Call(status=Status.CREATED, prepare=is_ready),
    "POST reviewed": REVIEWED,
    "POST backend-callback": REVIEWED,
    "POST backend-callback-token with the backend's secret": REVIEWED,
    "POST backend-callback-token with another secret": WRONG_SECRET,
    "POST review-callback": REVIEWED,
    "POST review-callback-token with the backend's secret": REVIEWED,
    "POST review-callback-token with another secret": WRONG_SECRET,
    "GET launch": Call(status=Status.CREATED, prepare=comes_back),
}
NOTHING_SPECIAL = Call()
