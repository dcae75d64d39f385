"""The ports over Django's own users, groups and permissions; what the standalone host runs on.

Groups say the rest: `course-staff:<course id>` makes course staff, `<backend>_review` a vendor's service user,
and `language:<code>` gives a learner's language for mails.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, prefetch_related_objects
from django.utils.dateparse import parse_datetime

from proctoring_host import conf
from proctoring_host.data import ExamData
from proctoring_host.errors import UserNotFound
from proctoring_host.platform.ports import AnyUser, Enrollment, Person, Platform
from proctoring_host.prepared import Given, Prepared

COURSE_STAFF = "course-staff:"
LANGUAGE = "language:"
SERVICE_USERS = "_review"
REVIEW_PERMISSION = "proctoring.can_review_attempt"
USER = Prepared(lambda: get_user_model().objects.filter(pk=Given("pk")))
ACTIVE = Prepared(lambda: get_user_model().objects.filter(pk=Given("pk"), is_active=True).values_list("pk"))
LANGUAGES = Prepared(
    lambda: (
        get_user_model()
        .objects.filter(pk=Given("pk"), groups__name__startswith=LANGUAGE)
        .order_by("groups__name")
        .values_list("groups__name")
    )
)


def platform() -> Platform:
    return Platform(
        people=DjangoPeople(),
        access=DjangoAccess(),
        courses=StandaloneCourses(),
        dates=ExamDates(),
        enrollments=EveryAccount(),
    )


class DjangoPeople:
    def person(self, user_id: int) -> Person:
        user = USER.first(pk=user_id)
        if user is None:
            raise UserNotFound(f"There is no user with the id {user_id}.")
        return Person(
            username=user.get_username(),
            full_name=user.get_full_name(),
            email=user.email,
            language=_language(user_id),
            is_active=user.is_active,
        )


class DjangoAccess:
    def is_course_staff(self, user: AnyUser, course_id: str) -> bool:
        return user.is_active and (user.is_staff or _in_group(user, COURSE_STAFF + course_id))

    def can_take_proctored(self, user_id: int, exam: ExamData | None) -> bool:
        return bool(ACTIVE.rows(pk=user_id))

    def can_retire(self, user: AnyUser) -> bool:
        return user.is_active and user.is_superuser

    def can_review(self, user: AnyUser, *, backend: str = "") -> bool:
        if not user.is_active:
            return False
        if user.is_staff or user.has_perm(REVIEW_PERMISSION):
            return True
        return bool(backend) and _in_group(user, f"{backend}_review")


class StandaloneCourses:
    """Courses as `PROCTORING_COURSES` describes them; one that is not described there is fine, too."""

    def name(self, course_id: str) -> str:
        return str(_described(course_id).get("name") or course_id)

    def course_url(self, course_id: str) -> str:
        settings = conf.get()
        if settings.learning_microfrontend_url:
            return f"{settings.learning_microfrontend_url.rstrip('/')}/course/{_quoted(course_id)}/home"
        return f"{_root()}/courses/{_quoted(course_id)}/"

    def exam_url(self, course_id: str, content_id: str) -> str:
        settings = conf.get()
        if settings.learning_microfrontend_url:
            root = settings.learning_microfrontend_url.rstrip("/")
            return f"{root}/course/{_quoted(course_id)}/{_quoted(content_id)}"
        return f"{_root()}{self.exam_path(course_id, content_id)}"

    def exam_path(self, course_id: str, content_id: str) -> str:
        return f"/courses/{_quoted(course_id)}/exams/{_quoted(content_id)}"

    def escalation_email(self, course_id: str) -> str:
        return str(_described(course_id).get("escalation_email") or "")

    def ends_at(self, course_id: str) -> datetime | None:
        written = _described(course_id).get("ends_at")
        moment = parse_datetime(str(written)) if written else None
        return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


class ExamDates:
    def due(self, exam: ExamData, user_id: int) -> datetime | None:
        return exam.due_date

    def opens(self, exam: ExamData, user_id: int) -> datetime | None:
        return None


class EveryAccount:
    """Whoever can sign in may take the exams of every course; vendors' service users only speak for their vendor."""

    def of_course(self, course_id: str, text_search: str = "") -> Sequence[Enrollment]:
        model = get_user_model()
        name = model.USERNAME_FIELD
        accounts = model._default_manager.filter(is_active=True).exclude(groups__name__endswith=SERVICE_USERS)
        if text_search:
            wanted = Q(**{f"{name}__icontains": text_search})
            accounts = accounts.filter(wanted | Q(**{f"{model.get_email_field_name()}__icontains": text_search}))
        # Sorted here, because databases sort differently, and pages are cut from it.
        rows = sorted(accounts.values_list("pk", name), key=lambda row: (row[1].casefold(), row[1]))
        return [Enrollment(user_id=user_id, username=username) for user_id, username in rows]


def _in_group(user: AnyUser, name: str) -> bool:
    """One query for a user of a request, however many groups are asked for."""
    if isinstance(user, AnonymousUser):
        return False
    prefetch_related_objects([user], "groups")
    return any(group.name == name for group in user.groups.all())


def _language(user_id: int) -> str:
    return next((str(name).removeprefix(LANGUAGE) for (name,) in LANGUAGES.rows(pk=user_id)), "")


def _described(course_id: str) -> Mapping[str, Any]:
    return conf.get().courses.get(course_id, {})


def _root() -> str:
    settings = conf.get()
    return settings.lms_root_url.rstrip("/") or settings.base_url


def _quoted(key: str) -> str:
    """Usage keys keep the characters that a path may hold as they are, so the addresses stay readable."""
    return quote(key, safe=":@+")
