"""The ports over the runtime services of an Open edX platform, and without any of them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host.errors import UserNotFound
from proctoring_host.exams.queries import exam_data
from proctoring_host.platform import Enrollment, SequenceDates, SuspiciousReview, openedx
from tests.factories import COURSE, T0, make_exam, make_user
from tests.integration.platform.services import (
    CertificatesService,
    CreditService,
    EnrollmentRows,
    EnrollmentsService,
    GradesService,
    InstructorService,
    LearningSequencesService,
    NameAffirmationService,
)

pytestmark = pytest.mark.django_db
CONTENT = "block-v1:Demo+T1+2026+type@sequential+block@final"
REQUIREMENT = {"namespace": "proctored_exam", "name": CONTENT, "display_name": "Final", "order": 1, "status": None}


@pytest.fixture
def ports():
    return openedx.platform()


def test_without_any_service_every_port_answers_as_if_there_were_no_such_thing(ports) -> None:
    learner, exam = make_user(), exam_data(make_exam(due_date=T0))

    assert ports.credit.requirements(learner.pk, COURSE) == ()
    assert ports.enrollments.of_course(COURSE) == ()
    assert ports.names.verified_name(learner.pk) == ""
    assert ports.outlines.of_learner(COURSE, learner.pk, T0) is None
    assert ports.courses.escalation_email(COURSE) == ""
    assert (ports.courses.name(COURSE), ports.courses.ends_at(COURSE)) == (COURSE, None)
    assert (ports.dates.due(exam, learner.pk), ports.dates.opens(exam, learner.pk)) == (T0, None)
    assert ports.access.can_take_proctored(learner.pk, exam)
    assert not ports.access.is_course_staff(learner, COURSE)
    outcomes = (ports.credit_record, ports.grades, ports.certificates, ports.coursework, ports.support)
    assert not any(port.offered() for port in outcomes)


def test_requirements_of_credit_are_those_of_a_credit_course(ports, register) -> None:
    service = CreditService(requirements=[REQUIREMENT])
    register(credit=service)

    of_credit_course = ports.credit.requirements(1, COURSE)
    service.is_credit = False

    assert list(of_credit_course) == [REQUIREMENT]
    assert ports.credit.requirements(1, COURSE) == ()


def test_who_does_not_take_the_course_has_no_credit(ports, register) -> None:
    service = CreditService(requirements=[REQUIREMENT])
    service.enrolled = False
    register(credit=service)

    assert ports.credit.requirements(1, COURSE) == ()


def test_an_exam_is_a_requirement_of_credit_under_its_content(ports, register) -> None:
    service = CreditService()
    register(credit=service)

    ports.credit_record.set_status(5, COURSE, CONTENT, "failed")
    ports.credit_record.remove_status(5, COURSE, CONTENT)

    assert service.calls == [
        ("set_status", 5, COURSE, "proctored_exam", CONTENT, "failed"),
        ("remove_status", 5, COURSE, "proctored_exam", CONTENT),
    ]


def test_grades_are_set_to_zero_and_restored(ports, register) -> None:
    service, staff = GradesService(), make_user("staff")
    register(grades=service)

    ports.grades.set_to_zero(5, COURSE, CONTENT, set_by=staff.pk, comment="Rejected.")
    ports.grades.set_to_zero(5, COURSE, CONTENT, set_by=None, comment="Rejected.")
    ports.grades.restore(5, COURSE, CONTENT)

    assert service.calls == [
        ("zero", 5, COURSE, CONTENT, 0.0, 0.0, "PROCTORING", staff, "Rejected."),
        ("zero", 5, COURSE, CONTENT, 0.0, 0.0, "PROCTORING", None, "Rejected."),
        ("restore", 5, COURSE, CONTENT, "PROCTORING"),
    ]


def test_a_comment_is_no_longer_than_the_platform_keeps_with_a_grade(ports, register) -> None:
    service = GradesService()
    register(grades=service)

    ports.grades.set_to_zero(5, COURSE, CONTENT, set_by=None, comment="a" * 299 + "bc")

    assert service.calls[0][-1] == "a" * 299 + "b"


@pytest.mark.parametrize("overrides", [True, False])
def test_the_course_says_whether_a_rejection_costs_the_grade(ports, register, overrides) -> None:
    register(grades=GradesService(overrides=overrides))

    assert ports.grades.overrides_rejected(COURSE) is overrides


def test_a_certificate_is_invalidated(ports, register) -> None:
    service = CertificatesService()
    register(certificates=service)

    ports.certificates.invalidate(5, COURSE)

    assert service.calls == [("invalidate", 5, COURSE)]


def test_coursework_is_named_by_the_username(ports, register) -> None:
    service, learner, staff = InstructorService(), make_user("ada"), make_user("staff")
    register(instructor=service)

    ports.coursework.complete(learner.pk, CONTENT)
    ports.coursework.erase(learner.pk, COURSE, CONTENT, requested_by=staff.pk)
    ports.coursework.erase(learner.pk, COURSE, CONTENT, requested_by=None)

    assert service.calls == [
        ("complete", "ada", CONTENT),
        ("erase", "ada", COURSE, CONTENT, staff),
        ("erase", "ada", COURSE, CONTENT, None),
    ]


@pytest.mark.parametrize("url", ["https://vendor.example/review", ""])
def test_support_hears_of_a_suspicious_review(ports, register, url) -> None:
    service = InstructorService()
    register(instructor=service)

    ports.support.report_suspicious(
        SuspiciousReview(course_id=COURSE, exam_name="Final", username="ada", review_url=url)
    )

    assert service.calls == [("support", COURSE, "Final", "ada", "Suspicious", url or None)]


def test_course_staff_are_whom_the_platform_says(ports, register) -> None:
    register(instructor=InstructorService(staff="teacher"))
    teacher, retired = make_user("teacher"), make_user("teacher2", is_active=False)

    assert ports.access.is_course_staff(teacher, COURSE)
    assert ports.access.is_course_staff(make_user(is_staff=True), COURSE)
    assert not ports.access.is_course_staff(make_user(), COURSE)
    assert not ports.access.is_course_staff(retired, COURSE)
    assert not ports.access.is_course_staff(AnonymousUser(), COURSE)


@pytest.mark.parametrize(("answer", "address"), [("help@course.example", "help@course.example"), ("", ""), (None, "")])
def test_the_escalation_address_is_the_courses(ports, register, answer, address) -> None:
    register(instructor=InstructorService(escalation_email=answer))

    assert ports.courses.escalation_email(COURSE) == address
    assert ports.courses.escalation_email("no course") == ""


def test_what_the_site_itself_says_of_a_course_counts_first(ports, register, settings) -> None:
    register(instructor=InstructorService(escalation_email="help@course.example"))
    settings.PROCTORING_COURSES = {COURSE: {"name": "Ours", "escalation_email": "us@example.com"}}

    assert (ports.courses.name(COURSE), ports.courses.escalation_email(COURSE)) == ("Ours", "us@example.com")


def test_enrolments_are_those_the_platform_lets_take_proctored_exams(ports, register) -> None:
    service = EnrollmentsService(EnrollmentRows({"user_id": 7, "user__username": "ada", "mode": "verified"}))
    register(enrollments=service)

    everybody = ports.enrollments.of_course(COURSE)
    ports.enrollments.of_course(COURSE, "ad")

    assert everybody == [Enrollment(user_id=7, username="ada", mode="verified")]
    assert service.calls == [("enrollments", COURSE, None), ("enrollments", COURSE, "ad")]


def test_a_course_that_the_platform_does_not_know_has_no_enrolments(ports, register) -> None:
    register(enrollments=EnrollmentsService(None))

    assert ports.enrollments.of_course(COURSE) == ()


@pytest.mark.parametrize(("known", "name"), [("Ada Verified", "Ada Verified"), (None, "")])
def test_only_a_name_that_was_verified_is_a_verified_name(ports, register, known, name) -> None:
    register(name_affirmation=NameAffirmationService(known))

    assert ports.names.verified_name(make_user().pk) == name


def test_an_outline_names_content_as_exams_do(ports, register) -> None:
    key, opens = UsageKey.from_string(CONTENT), datetime(2026, 2, 1, tzinfo=UTC)
    details = SimpleNamespace(
        outline=SimpleNamespace(accessible_sequences={key}),
        schedule=SimpleNamespace(sequences={key: SimpleNamespace(effective_start=opens, due=T0)}),
    )
    service, learner = LearningSequencesService(details), make_user()
    register(learning_sequences=service)

    outline = ports.outlines.of_learner(COURSE, learner.pk, T0)

    assert outline.accessible == {CONTENT}
    assert outline.dates == {CONTENT: SequenceDates(opens=opens, due=T0)}
    assert service.calls == [("outline", CourseKey.from_string(COURSE), learner, T0)]


def test_a_course_without_an_outline_has_none(ports, register) -> None:
    register(learning_sequences=LearningSequencesService(None))

    assert ports.outlines.of_learner(COURSE, make_user().pk, T0) is None
    assert ports.outlines.of_learner("no course", 1, T0) is None


def test_an_unknown_person_is_refused(ports) -> None:
    with pytest.raises(UserNotFound):
        ports.people.person(0)


def test_a_person_has_the_name_of_the_account_where_there_is_no_profile(ports) -> None:
    person = ports.people.person(make_user("ada", first_name="Ada", last_name="Account").pk)

    assert (person.username, person.full_name, person.email) == ("ada", "Ada Account", "ada@example.com")


def test_reviewers_are_staff_and_who_has_the_permission(ports) -> None:
    reviewer = make_user()
    reviewer.user_permissions.add(Permission.objects.get(codename="can_review_attempt"))

    assert ports.access.can_review(reviewer)
    assert not ports.access.can_review(make_user())
    assert not ports.access.can_review(AnonymousUser())


def test_only_who_may_retire_accounts_may_retire_learners(ports) -> None:
    assert ports.access.can_retire(make_user(is_superuser=True))
    assert not ports.access.can_retire(make_user(is_staff=True))


def test_who_is_not_active_takes_no_proctored_exam(ports) -> None:
    exam = exam_data(make_exam())

    assert ports.access.can_take_proctored(make_user().pk, None)
    assert not ports.access.can_take_proctored(make_user(is_active=False).pk, exam)
    assert not ports.access.can_take_proctored(0, exam)


def test_content_of_an_older_course_keeps_the_date_of_the_exam(ports) -> None:
    exam = exam_data(make_exam(course_id="Org/Course/Run", content_id="a-plain-word", due_date=T0))

    assert ports.dates.due(exam, make_user().pk) == T0
