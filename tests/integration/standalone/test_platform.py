"""The ports over Django's own users and groups, and the setting that replaces them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.exceptions import ImproperlyConfigured

from proctoring_host import platform
from proctoring_host.data import ExamData
from proctoring_host.errors import UserNotFound
from proctoring_host.platform import django_auth

COURSE = "course-v1:Org+Course+Run"
CONTENT = "block-v1:Org+Course+Run+type@sequential+block@final"
EXAM = ExamData(
    id=1,
    course_id=COURSE,
    content_id=CONTENT,
    exam_name="Final",
    time_limit_mins=60,
    is_proctored=True,
    is_practice_exam=False,
    is_active=True,
    hide_after_due=False,
    backend="mock",
    due_date=datetime(2026, 5, 4, tzinfo=UTC),
)


def custom() -> platform.Platform:
    made = django_auth.platform()
    return platform.Platform(people=made.people, access=made.access, courses=CustomCourses(), dates=made.dates)


class CustomCourses(django_auth.StandaloneCourses):
    def name(self, course_id: str) -> str:
        return "From the platform"


def not_a_platform() -> int:
    return 5


@pytest.fixture
def learner() -> User:
    return User.objects.create_user("learner", "learner@example.com", first_name="Learner", last_name="One")


@pytest.mark.django_db
def test_a_person_has_the_names_of_the_account_and_the_language_of_the_group(learner: User) -> None:
    learner.groups.add(Group.objects.create(name="language:de"))

    person = platform.get().people.person(learner.pk)

    assert (person.username, person.full_name, person.email) == ("learner", "Learner One", "learner@example.com")
    assert (person.language, person.is_active) == ("de", True)
    assert "Learner" not in repr(person)


@pytest.mark.django_db
def test_an_unknown_person_is_an_error_of_ours() -> None:
    with pytest.raises(UserNotFound):
        platform.get().people.person(4711)


@pytest.mark.django_db
def test_staff_of_a_course_are_its_group_and_the_staff_of_the_site(learner: User) -> None:
    access = platform.get().access
    staff = User.objects.create_user("staff")
    staff.groups.add(Group.objects.create(name=f"course-staff:{COURSE}"))
    boss = User.objects.create_user("boss", is_staff=True)
    gone = User.objects.create_user("gone", is_staff=True, is_active=False)

    allowed = [access.is_course_staff(user, COURSE) for user in (learner, staff, boss, gone, AnonymousUser())]

    assert allowed == [False, True, True, False, False]
    assert not access.is_course_staff(staff, "course-v1:Org+Other+Run")


@pytest.mark.django_db
def test_reviewers_have_the_permission_or_serve_the_backend(learner: User) -> None:
    access = platform.get().access
    reviewer = User.objects.create_user("reviewer")
    reviewer.user_permissions.add(Permission.objects.get(codename="can_review_attempt"))
    service = User.objects.create_user("service")
    service.groups.add(Group.objects.create(name="mock_review"))

    assert [access.can_review(user) for user in (learner, reviewer, service)] == [False, True, False]
    assert access.can_review(service, backend="mock")
    assert not access.can_review(service, backend="other")
    assert not access.can_review(AnonymousUser())


@pytest.mark.django_db
def test_only_superusers_may_retire_people(learner: User) -> None:
    access = platform.get().access

    assert not access.can_retire(learner)
    assert access.can_retire(User.objects.create_superuser("boss"))
    assert not access.can_retire(AnonymousUser())


@pytest.mark.django_db
def test_every_active_account_may_take_proctored_exams(learner: User) -> None:
    access = platform.get().access
    gone = User.objects.create_user("gone", is_active=False)

    assert access.can_take_proctored(learner.pk, EXAM)
    assert not access.can_take_proctored(gone.pk, EXAM)
    assert not access.can_take_proctored(4711, None)


def test_addresses_are_absolute_and_lead_to_the_pages_of_this_host(settings: Any) -> None:
    settings.SITE_NAME, settings.HTTPS = "exams.example.com", "off"
    courses = platform.get().courses

    assert courses.course_url(COURSE) == f"http://exams.example.com/courses/{COURSE}/"
    assert courses.exam_url(COURSE, CONTENT) == f"http://exams.example.com/courses/{COURSE}/exams/{CONTENT}"


def test_addresses_lead_to_the_learning_frontend_where_there_is_one(settings: Any) -> None:
    settings.LEARNING_MICROFRONTEND_URL = "https://learning.example.com/"
    courses = platform.get().courses

    assert courses.course_url(COURSE) == f"https://learning.example.com/course/{COURSE}/home"
    assert courses.exam_url(COURSE, CONTENT) == f"https://learning.example.com/course/{COURSE}/{CONTENT}"


def test_characters_of_an_odd_id_do_not_break_the_address() -> None:
    assert platform.get().courses.exam_url("a/b c", "x?y#z").endswith("/courses/a%2Fb%20c/exams/x%3Fy%23z")


def test_a_course_is_what_the_setting_tells_of_it(settings: Any) -> None:
    about = {"name": "Chemistry", "escalation_email": "help@example.com", "ends_at": "2026-07-01T12:00:00Z"}
    settings.PROCTORING_COURSES = {COURSE: about}
    courses = platform.get().courses

    assert (courses.name(COURSE), courses.escalation_email(COURSE)) == ("Chemistry", "help@example.com")
    assert courses.ends_at(COURSE) == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_an_unknown_course_has_its_id_as_name_and_no_end() -> None:
    courses = platform.get().courses

    assert (courses.name(COURSE), courses.escalation_email(COURSE), courses.ends_at(COURSE)) == (COURSE, "", None)


def test_the_due_date_is_the_exams() -> None:
    assert platform.get().dates.due(EXAM, 1) == EXAM.due_date


def test_a_platform_replaces_the_ports(settings: Any) -> None:
    settings.PROCTORING_PLATFORM = f"{__name__}.custom"

    assert platform.get().courses.name(COURSE) == "From the platform"


@pytest.mark.parametrize("path", ["no.such.module", f"{__name__}.not_a_platform", f"{__name__}.COURSE", "x"])
def test_a_platform_that_cannot_be_had_is_an_error_and_never_the_default(settings: Any, path: str) -> None:
    settings.PROCTORING_PLATFORM = path

    with pytest.raises(ImproperlyConfigured, match="PROCTORING_PLATFORM"):
        platform.get()
