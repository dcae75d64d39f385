"""The reference's side: edx-proctoring in the smallest site that runs it, seeded through its own models.

Imported only in the environment that holds it.
"""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from benchmarks.sides import world as given
from benchmarks.sides.client import client_of
from benchmarks.sides.people import new_learner, people, staff
from benchmarks.sides.reference_site import set_services, site_settings
from benchmarks.sides.requests import Kind, Operation, operations
from benchmarks.sides.world import World


def start(folder: str, vendor_url: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(**site_settings(folder, vendor_url))
    django.setup()
    call_command("migrate", verbosity=0)
    set_services()


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
    from edx_proctoring.models import ProctoredExam

    return [
        ProctoredExam.objects.get_or_create(
            course_id=given.COURSE,
            content_id=name,
            defaults={
                "exam_name": f"Exam {position}",
                "time_limit_mins": 90,
                "is_proctored": name != given.TIMED,
                "is_active": True,
                "backend": "software_secure",
            },
        )[0]
        for position, name in enumerate(given.CONTENTS)
    ]


def _attempts(exams: Sequence[Any], learners: Sequence[Any]) -> None:
    from edx_proctoring.models import ProctoredExamSoftwareSecureReview as Review
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    already = Attempt.objects.values("user_id").distinct().count()
    rows = [
        _attempt(exams[position % len(exams)], user, position, turn)
        for position, user in enumerate(learners)
        if position >= already
        for turn in range(given.times_of(position))
    ]
    Attempt.objects.bulk_create(rows, batch_size=500)
    reviewed = [row for position, row in enumerate(rows) if given.is_reviewed(position)]
    reviews = [
        Review(
            attempt_code=row.attempt_code,
            review_status="Clean",
            raw_data="{}",
            student=row.user,
            exam=row.proctored_exam,
        )
        for row in reviewed
    ]
    Review.objects.bulk_create(reviews, batch_size=500)
    _comments(reviews)


def _attempt(exam: Any, user: Any, position: int, turn: int) -> Any:
    from django.utils import timezone
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    now = timezone.now()
    last = turn == given.times_of(position) - 1
    return Attempt(
        user=user,
        proctored_exam=exam,
        attempt_code=f"CODE-{position:06d}-{turn}",
        external_id=f"locator-{position:06d}-{turn}",
        status="submitted" if last else "onboarding_reset",
        taking_as_proctored=True,
        allowed_time_limit_mins=90,
        started_at=now - timedelta(hours=2),
        completed_at=now - timedelta(hours=1),
    )


def _comments(reviews: Sequence[Any]) -> None:
    from edx_proctoring.models import ProctoredExamSoftwareSecureComment as Comment

    rows = [
        Comment(review=review, start_time=n, stop_time=n + 1, duration=1, comment=f"Remark {n}", status="Clean")
        for review in reviews
        for n in range(given.COMMENTS)
    ]
    Comment.objects.bulk_create(rows, batch_size=500)


def _allowances(exams: Sequence[Any], learners: Sequence[Any]) -> None:
    from edx_proctoring.models import ProctoredExamStudentAllowance as Allowance

    rows = [
        Allowance(user=user, proctored_exam=exams[n % len(exams)], key="additional_time_granted", value="10")
        for n, user in enumerate(learners[: given.ALLOWANCES])
    ]
    # The same number at each size: those that were granted in bulk while the smaller one was measured go again.
    Allowance.objects.all().delete()
    Allowance.objects.bulk_create(rows)


def _running(exam: Any, user: Any) -> int:
    from django.utils import timezone
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    row, _made = Attempt.objects.get_or_create(
        user=user,
        proctored_exam=exam,
        defaults={
            "attempt_code": "CODE-RUNNING",
            "status": "started",
            "allowed_time_limit_mins": 90,
            "started_at": timezone.now(),
        },
    )
    return int(row.pk)


def _status(attempt: int) -> str:
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    return str(Attempt.objects.values_list("status", flat=True).get(pk=attempt))


def _in_python(world: World, exam: Any) -> list[Operation]:
    from django.contrib.auth.models import User
    from edx_proctoring.api import get_exam_violation_report, get_student_view

    learner = User.objects.get(username=world.learners[0])
    context = {"display_name": "Exam", "default_time_limit_mins": 90, "is_proctored": True, "credit_state": {}}

    def report(_nothing: object) -> None:
        if len(get_exam_violation_report(given.COURSE)) < len(world.learners):
            raise AssertionError("the report is not whole")

    def view(_nothing: object) -> None:
        if not get_student_view(learner.pk, given.COURSE, exam.content_id, dict(context)):
            raise AssertionError("there is no view")

    return [
        Operation("violation report", Kind.LISTING, report),
        Operation("student view", Kind.LEARNER, view),
        Operation("payload and signature alone", Kind.OTHER, _payload(exam, learner)),
    ]


def _payload(exam: Any, learner: Any) -> Any:
    from datetime import datetime

    from edx_proctoring.backends import get_backend_provider
    from edx_proctoring.serializers import ProctoredExamSerializer

    backend = get_backend_provider(name="software_secure")
    data = ProctoredExamSerializer(exam).data
    context = {
        "attempt_code": "7C3A8F5E-0000-4000-8000-000000000001",
        "time_limit_mins": 90,
        "is_sample_attempt": False,
        "user_id": learner.pk,
        "full_name": "Ada Bench",
        "email": learner.email,
        "lms_host": "http://testserver",
        "review_policy": "Closed Book",
        "review_policy_exception": None,
    }

    def act(_nothing: object) -> None:
        body = backend._get_payload(data, context)
        date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        backend._sign_doc(body, "POST", {"Content-Type": "application/json"}, date)

    return act
