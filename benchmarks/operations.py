"""The operations that are measured, each as a function without arguments."""

import itertools
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from proctoring_host.attempts import create, start, submit
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.models import Attempt, Exam
from proctoring_host.reviews.receive import receive_review

COURSE = "course-v1:Bench+B1+2026"
API = "/api/edx_proctoring/v1/proctored_exam"
numbers = itertools.count(1)


def cause(actor: Actor, user: User | None = None) -> Cause:
    return Cause(actor=actor, at=timezone.now(), user_id=user.pk if user else None)


def learner() -> User:
    number = next(numbers)
    return User.objects.create(username=f"bench{number}", email=f"bench{number}@example.com")


def exam(*, proctored: bool) -> Exam:
    spec = ExamSpec(
        course_id=COURSE,
        content_id=f"exam{next(numbers)}",
        exam_name="Bench",
        time_limit_mins=90,
        is_proctored=proctored,
    )
    return create_exam(spec, cause=cause(Actor.STAFF))


def whole_life(found: Exam) -> Attempt:
    """Registered, started, submitted, reviewed: with every effect, at a vendor that answers at once."""
    from proctoring_host import data
    from proctoring_host.attempts import ready

    user = learner()
    attempt = create.create_attempt(found.pk, user.pk, taking_as_proctored=True, cause=cause(Actor.LEARNER, user))
    ready.mark_ready(attempt.pk, cause=cause(Actor.VENDOR))
    start.start_attempt(attempt.pk, cause=cause(Actor.LEARNER, user))
    submit.submit_attempt(attempt.pk, cause=cause(Actor.LEARNER, user))
    review = data.Review(status=ReviewStatus.PASSED, attempt_code=attempt.code, external_id=attempt.external_id or "")
    receive_review(review, backend=attempt.backend, cause=cause(Actor.VENDOR))
    attempt.refresh_from_db()
    if attempt.status != Status.VERIFIED:
        raise AssertionError(attempt.status)
    return attempt


def begun(found: Exam) -> Attempt:
    user = learner()
    return create.create_attempt(found.pk, user.pk, taking_as_proctored=True, cause=cause(Actor.LEARNER, user))


def operations(others: int) -> Mapping[str, Callable[[], object]]:
    """Among `others` attempts of other learners; a learner polls a running timed exam."""
    timed, proctored = exam(proctored=False), exam(proctored=True)
    for _ in range(others):
        begun(proctored)
    poller = Client()
    running = begun(timed)
    running = start.start_attempt(running.pk, cause=cause(Actor.LEARNER, running.user))
    poller.force_login(running.user)
    staff = Client()
    staff.force_login(User.objects.create(username="bench-staff", is_staff=True))
    overdue = timezone.now() + timedelta(days=1)
    if running.deadline_at is None or running.deadline_at > overdue:
        raise AssertionError("the running attempt has no sensible deadline")
    return {
        "attempt poll": lambda: ok(poller, f"{API}/attempt/{running.pk}"),
        "running attempt": lambda: ok(poller, f"{API}/attempt"),
        "exam by id": lambda: ok(poller, f"{API}/exam/exam_id/{timed.pk}"),
        "exams of a course": lambda: ok(poller, f"{API}/exam/course_id/{COURSE}"),
        "create attempt, vendor answers at once": lambda: begun(proctored),
        "whole life to verified": lambda: whole_life(proctored),
        "staff listing, first page": lambda: ok(staff, f"/staff/courses/{COURSE}/attempts/"),
    }


def ok(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise AssertionError(f"{path}: {response.status_code}")
