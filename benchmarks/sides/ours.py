"""Our side: the standalone host, seeded through its own models."""

import json
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.sides import world as given
from benchmarks.sides.client import client_of
from benchmarks.sides.people import new_learner, people, staff
from benchmarks.sides.requests import Kind, Operation, operations
from benchmarks.sides.world import World


def start(folder: str, vendor_url: str) -> None:
    place = Path(folder)
    env = {
        "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
        "SITE_NAME": "testserver",
        "HTTPS": "off",
        "PROCTORING_SETTINGS": {"LINK_URLS": given.LINKS},
    }
    account = given.SOFTWARE_SECURE | {"exam_register_endpoint": f"{vendor_url}/register"}
    backends = {"software_secure": account, "DEFAULT": "software_secure"}
    (place / "lms.env.json").write_text(json.dumps(env))
    (place / "lms.auth.json").write_text(json.dumps({"PROCTORING_BACKENDS": backends}))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="benchmarks.sides.our_settings",
        PROCTORING_DATA_DIR=folder,
        PROCTORING_CONFIG_DIR=folder,
        ALLOWED_HOSTS="*",
        EMAIL_URL="memorymail://",
    )
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DEBUG"):
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def seed(number: int) -> Sequence[Operation]:
    """Among `number` attempts: the course is filled up to it."""
    exams = _exams()
    learners = people(number)
    _attempts(exams[:-1], learners)
    _allowances(exams, learners)
    world = World(
        poller=client_of(learners[0]),
        staff=client_of(staff()),
        running=_running(exams[-1], learners[0]),
        timed=exams[-1].pk,
        watched=exams[0].pk,
        watched_exams=[exam.pk for exam in exams[:-1]],
        learners=[user.username for user in learners],
        searched=learners[len(learners) // 2].username,
    )
    return [*operations(world, new_learner, _status), *_in_python(world, exams[0])]


def _exams() -> list[Any]:
    from proctoring_host.models import Exam

    return [
        Exam.objects.get_or_create(
            course_id=given.COURSE,
            content_id=name,
            defaults={
                "exam_name": f"Exam {position}",
                "time_limit_mins": 90,
                "is_proctored": name != given.TIMED,
                "backend": "software_secure",
            },
        )[0]
        for position, name in enumerate(given.CONTENTS)
    ]


def _attempts(exams: Sequence[Any], learners: Sequence[Any]) -> None:
    from proctoring_host.models import Attempt, Review

    already = Attempt.everything.values("user_id").distinct().count()
    rows = [
        _attempt(exams[position % len(exams)], user, position, turn)
        for position, user in enumerate(learners)
        if position >= already
        for turn in range(given.times_of(position))
    ]
    Attempt.everything.bulk_create(rows, batch_size=500)
    reviewed = [row for position, row in enumerate(rows) if given.is_reviewed(position)]
    reviews = [
        Review(attempt=row, attempt_code=row.code, backend=row.backend, status="passed", raw_data="{}")
        for row in reviewed
    ]
    Review.objects.bulk_create(reviews, batch_size=500)
    _comments(reviews)


def _attempt(exam: Any, user: Any, position: int, turn: int) -> Any:
    from django.utils import timezone

    from proctoring_host.models import Attempt

    now = timezone.now()
    last = turn == given.times_of(position) - 1
    return Attempt(
        user=user,
        exam=exam,
        code=f"CODE-{position:06d}-{turn}",
        external_id=f"locator-{position:06d}-{turn}",
        backend=exam.backend,
        status="submitted" if last else "onboarding_reset",
        taking_as_proctored=True,
        live_key=f"{user.pk}:{exam.pk}" if last else None,
        newest_in=exam.course_id if last else None,
        allowed_seconds=90 * 60,
        started_at=now - timedelta(hours=2),
        deadline_at=now - timedelta(minutes=30),
        completed_at=now - timedelta(hours=1),
    )


def _comments(reviews: Sequence[Any]) -> None:
    from proctoring_host.models import ReviewComment

    rows = [
        ReviewComment(review=review, position=n, start=n, stop=n + 1, duration=1, comment=f"Remark {n}", status="Clean")
        for review in reviews
        for n in range(given.COMMENTS)
    ]
    ReviewComment.objects.bulk_create(rows, batch_size=500)


def _allowances(exams: Sequence[Any], learners: Sequence[Any]) -> None:
    from proctoring_host.models import Allowance

    rows = [
        Allowance(user=user, exam=exams[n % len(exams)], key="additional_time_granted", value="10")
        for n, user in enumerate(learners[: given.ALLOWANCES])
    ]
    # The same number at each size: those that were granted in bulk while the smaller one was measured go again.
    Allowance.objects.all().delete()
    Allowance.objects.bulk_create(rows)


def _running(exam: Any, user: Any) -> int:
    from django.utils import timezone

    from proctoring_host.models import Attempt

    now = timezone.now()
    row, _made = Attempt.everything.get_or_create(
        user=user,
        exam=exam,
        defaults={
            "code": "CODE-RUNNING",
            "status": "started",
            "live_key": f"{user.pk}:{exam.pk}",
            "newest_in": exam.course_id,
            "allowed_seconds": 90 * 60,
            "started_at": now,
            "deadline_at": now + timedelta(minutes=90),
        },
    )
    return int(row.pk)


def _status(attempt: int) -> str:
    from proctoring_host.models import Attempt

    return str(Attempt.everything.values_list("status", flat=True).get(pk=attempt))


def _in_python(world: World, exam: Any) -> list[Operation]:
    """What the reference offers only as functions."""
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    from proctoring_host.reviews.report import violation_report
    from proctoring_host.web.learner.view import get_student_view

    learner = User.objects.get(username=world.learners[0])

    def report(_nothing: object) -> None:
        if len(list(violation_report(given.COURSE))) < len(world.learners):
            raise AssertionError("the report is not whole")

    def view(_nothing: object) -> None:
        request = RequestFactory().get("/")
        request.user = learner
        if not get_student_view(learner.pk, given.COURSE, exam.content_id, {"request": request}):
            raise AssertionError("there is no view")

    return [
        Operation("violation report", Kind.LISTING, report),
        Operation("student view", Kind.LEARNER, view),
        Operation("payload and signature alone", Kind.OTHER, _payload(exam, learner)),
    ]


def _payload(exam: Any, learner: Any) -> Any:
    from proctoring_software_secure.options import SoftwareSecureOptions
    from proctoring_software_secure.payload import registration_body
    from proctoring_software_secure.signing import http_date, signature

    from proctoring_host import data
    from proctoring_host.exams.queries import exam_data

    options = SoftwareSecureOptions(**given.SOFTWARE_SECURE)
    who = data.Learner(pseudonym="p", full_name="Ada Bench", email=learner.email)
    registration = data.Registration(
        attempt_code="7C3A8F5E-0000-4000-8000-000000000001",
        exam=exam_data(exam),
        learner=who,
        time_limit_mins=90,
        is_sample_attempt=False,
        platform_url="https://exams.example.com",
        review_policy="Closed Book",
        launch_url="https://exams.example.com/api/edx_proctoring/proctoring_launch_callback/start_exam/7C3A8F5E",
        requested_at=datetime.now().astimezone(),
    )

    def act(_nothing: object) -> None:
        body = registration_body(registration, options)
        date = http_date(registration.requested_at)
        signature(options.secret_key, content_type="application/json", date=date, body=body)

    return act
