"""The reference's side: edx-proctoring in the smallest site that runs it, seeded through its own models.

Imported only in the environment that holds it. The platform's services answer from memory, at once.
"""

from collections.abc import Sequence
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from benchmarks.sides import world as given
from benchmarks.sides.requests import Kind, Operation, operations
from benchmarks.sides.world import World


def start(folder: str, vendor_url: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(**_settings(folder, vendor_url))
    django.setup()
    call_command("migrate", verbosity=0)
    _set_services()


def _settings(folder: str, vendor_url: str) -> dict[str, Any]:
    account = given.SOFTWARE_SECURE | {"exam_register_endpoint": f"{vendor_url}/register"}
    course, usage = r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)", r"(?P<usage_id>.+)"
    names = ("SITE_NAME", "PLATFORM_NAME", "CONTACT_EMAIL", "TECH_SUPPORT_EMAIL")
    return {
        **dict.fromkeys(names, "testserver"),
        "SECRET_KEY": "nobody's",
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "reference.sqlite3")}
        },
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.messages",
            "django.contrib.admin",
            "rest_framework",
            "waffle",
            "webpack_loader",
            "simple_history",
            "edx_when",
            "edx_proctoring",
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "crum.CurrentRequestUserMiddleware",
            "waffle.middleware.WaffleMiddleware",
        ],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        "AUTHENTICATION_BACKENDS": [
            "rules.permissions.ObjectPermissionBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "ROOT_URLCONF": "benchmarks.sides.reference_urls",
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "SITE_ID": 1,
        "USE_TZ": True,
        "HTTPS": "off",
        "LMS_ROOT_URL": "http://testserver",
        "LEARNING_MICROFRONTEND_URL": "http://learning.testserver",
        "FEATURES": {},
        "ENABLE_SPECIAL_EXAMS": True,
        "COURSE_ID_PATTERN": course,
        "USAGE_ID_PATTERN": usage,
        "USAGE_KEY_PATTERN": usage,
        "AUTH_TOKENS": {},
        "ENV_TOKENS": {},
        "ENV_ROOT": folder,
        "NODE_MODULES_ROOT": folder,
        "PIPELINE_JS": {},
        "WEBPACK_LOADER": {"WORKERS": {"BUNDLE_DIR_NAME": "", "STATS_FILE": str(Path(folder) / "stats.json")}},
        "STATIC_URL": "/static/",
        "PROCTORING_SETTINGS": {"LINK_URLS": given.LINKS},
        "PROCTORING_USER_OBFUSCATION_KEY": "a key of nobody",
        "PROCTORING_BACKENDS": {"software_secure": account, "DEFAULT": "software_secure"},
    }


class Credit:
    """Every learner is enrolled, and nothing is required of them."""

    def get_credit_state(self, *_who: object, **_how: object) -> dict[str, Any]:
        return {
            "enrollment_mode": "verified",
            "profile_fullname": "Ada Bench",
            "student_email": "ada@example.com",
            "course_name": "Bench",
            "is_credit_course": False,
            "credit_requirement_status": [],
            "course_end_date": None,
        }

    def set_credit_requirement_status(self, *_what: object, **_how: object) -> None:
        return None

    remove_credit_requirement_status = set_credit_requirement_status


class Instructor:
    """Staff of the site are the staff of every course."""

    def is_course_staff(self, user: Any, _course_id: object) -> bool:
        return bool(user.is_staff)

    def delete_student_attempt(self, *_what: object, **_how: object) -> None:
        return None

    complete_student_attempt = send_support_notification = delete_student_attempt

    def get_proctoring_escalation_email(self, _course_id: object) -> None:
        return None


class Grades:
    """Nothing is overridden."""

    def should_override_grade_on_rejected_exam(self, _course: object) -> bool:
        return False

    def override_subsection_grade(self, *_what: object, **_how: object) -> None:
        return None

    undo_override_subsection_grade = override_subsection_grade


def _set_services() -> None:
    import rules
    from edx_proctoring.runtime import set_runtime_service

    rules.add_perm("edx_proctoring.can_take_proctored_exam", rules.always_true)
    for name, service in {"credit": Credit(), "instructor": Instructor(), "grades": Grades()}.items():
        set_runtime_service(name, service)


def seed(number: int) -> Sequence[Operation]:
    from django.contrib.auth.models import User

    exams = _exams()
    people = _people(number)
    _attempts(exams[:-1], people)
    _allowances(exams, people)
    staff, _made = User.objects.get_or_create(username="staff", is_staff=True)
    world = World(
        poller=_client(people[0]),
        staff=_client(staff),
        running=_running(exams[-1], people[0]),
        timed=exams[-1].pk,
        watched=exams[0].pk,
        watched_exams=[exam.pk for exam in exams[:-1]],
        learners=[user.username for user in people],
        searched=people[len(people) // 2].username,
    )
    return [*operations(world, _new_learner, _status), *_in_python(world, exams[0])]


def _exams() -> list[Any]:
    from edx_proctoring.models import ProctoredExam

    names = [given.WATCHED, *(given.USAGE.format(name=f"watched{n}") for n in range(2, given.EXAMS + 1)), given.TIMED]
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
        for position, name in enumerate(names)
    ]


def _people(number: int) -> list[Any]:
    from django.contrib.auth.models import User

    names = [given.learner_name(n) for n in range(number)]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    new = [User(username=name, email=f"{name}@example.com") for name in names if name not in known]
    User.objects.bulk_create(new, batch_size=500)
    return list(User.objects.filter(username__startswith="learner-").order_by("username")[:number])


def _attempts(exams: Sequence[Any], people: Sequence[Any]) -> None:
    from edx_proctoring.models import ProctoredExamSoftwareSecureReview as Review
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    already = Attempt.objects.values("user_id").distinct().count()
    rows = [
        _attempt(exams[position % len(exams)], user, position, turn)
        for position, user in enumerate(people)
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


def _allowances(exams: Sequence[Any], people: Sequence[Any]) -> None:
    from edx_proctoring.models import ProctoredExamStudentAllowance as Allowance

    rows = [
        Allowance(user=user, proctored_exam=exams[n % len(exams)], key="additional_time_granted", value="10")
        for n, user in enumerate(people[: given.ALLOWANCES])
    ]
    Allowance.objects.bulk_create(rows, ignore_conflicts=True)


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


def _client(user: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _new_learner() -> Any:
    from django.contrib.auth.models import User

    number = User.objects.count()
    return _client(User.objects.create(username=f"new-{number}", email=f"new-{number}@example.com"))


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
