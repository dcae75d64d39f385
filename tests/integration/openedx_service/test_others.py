"""Prerequisites, onboarding, backends, screens and mails through the service."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import RequestFactory, override_settings
from django.utils import timezone

from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import ExamNotFound, FeatureDisabled
from proctoring_host.models import Attempt, Exam
from proctoring_host.openedx.service import ProctoringService
from proctoring_host.platform import runtime
from proctoring_host.registry import get_registry
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "block-v1:Demo+T1+2026+type@sequential+block@new"


def test_check_prerequisites(service: ProctoringService, learner: User) -> None:
    exam = service.get_exam_by_id(make_exam().pk)
    nothing: list[Any] = []
    assert service.check_prerequisites(exam, learner.pk) == exam | {
        "prerequisite_status": {
            "are_prerequisites_satisifed": True,
            "satisfied_prerequisites": nothing,
            "failed_prerequisites": nothing,
            "pending_prerequisites": nothing,
            "declined_prerequisites": nothing,
        }
    }
    with pytest.raises(ExamNotFound):
        service.check_prerequisites({"id": 99999}, learner.pk)


ONBOARDS = [Capability.ONBOARDING]


@override_settings(LEARNING_MICROFRONTEND_URL="https://learn.example")
def test_get_onboarding_exam_link(service: ProctoringService, learner: User) -> None:
    with using_fake_backend(capabilities=ONBOARDS):
        assert service.get_onboarding_exam_link(COURSE, learner, False) == ""
        exam = make_practice_exam()
        path = f"/courses/{COURSE}/exams/{exam.content_id}"
        assert service.get_onboarding_exam_link(COURSE, learner, is_learning_mfe=False) == path
        there = service.get_onboarding_exam_link(COURSE, learner, is_learning_mfe=True)
        assert there == f"https://learn.example/course/{COURSE}/{exam.content_id}"


def test_get_onboarding_attempt_data_for_learner(service: ProctoringService, learner: User) -> None:
    nothing = {"onboarding_status": None, "expiration_date": None}
    assert service.get_onboarding_attempt_data_for_learner(COURSE, learner, "fake") == nothing
    attempt = make_attempt(make_practice_exam(), learner, Status.SUBMITTED)
    found = service.get_onboarding_attempt_data_for_learner(COURSE, learner, "fake")
    assert found == {"onboarding_status": "submitted", "expiration_date": None}
    Attempt.objects.filter(pk=attempt.pk).update(status=Status.VERIFIED)
    ends = attempt.modified + timedelta(days=365)
    found = service.get_onboarding_attempt_data_for_learner(COURSE, learner, "fake")
    assert found == {"onboarding_status": "verified", "expiration_date": ends}
    elsewhere = service.get_onboarding_attempt_data_for_learner("course-v1:Demo+T2+2026", learner, "fake")
    assert elsewhere == {"onboarding_status": "other_course_approved", "expiration_date": ends}


def test_get_last_verified_onboarding_attempts_per_user(
    service: ProctoringService, learner: User, django_assert_num_queries: Any
) -> None:
    exam, bert, carl = make_practice_exam(), make_user(), make_user()
    mine = make_attempt(exam, learner, Status.VERIFIED)
    make_attempt(exam, bert, Status.REJECTED)
    old = make_attempt(exam, carl, Status.VERIFIED)
    Attempt.objects.filter(pk=old.pk).update(modified=timezone.now() - timedelta(days=400))
    with django_assert_num_queries(1):
        found = service.get_last_verified_onboarding_attempts_per_user([learner, bert, carl], "fake")
    assert found == {learner.pk: mine}
    assert service.get_last_verified_onboarding_attempts_per_user([learner.pk], "fake") == {learner.pk: mine}
    assert service.get_last_verified_onboarding_attempts_per_user([learner], "other") == {}


def test_does_backend_support_onboarding(service: ProctoringService) -> None:
    assert not service.does_backend_support_onboarding("fake")
    assert not service.does_backend_support_onboarding("nobody's")
    assert not service.does_backend_support_onboarding(None)  # type: ignore[arg-type]  Studio asks so
    with using_fake_backend(capabilities=ONBOARDS):
        assert service.does_backend_support_onboarding("fake")


def test_is_backend_dashboard_available(service: ProctoringService) -> None:
    make_exam()
    make_exam(course_id="course-v1:Demo+T2+2026", is_active=False)
    assert not service.is_backend_dashboard_available(COURSE)
    with using_fake_backend(capabilities=[Capability.DASHBOARD]):
        assert service.is_backend_dashboard_available(COURSE)
        assert not service.is_backend_dashboard_available("course-v1:Demo+T2+2026")
        assert not service.is_backend_dashboard_available("course-v1:Demo+T3+2026")


@override_settings(CONTACT_EMAIL="help@example.com")
def test_get_integration_specific_email(service: ProctoringService) -> None:
    with using_fake_backend(options={"integration_specific_email": "vendor@example.com"}):
        assert service.get_integration_specific_email("fake") == "vendor@example.com"
        assert service.get_integration_specific_email(get_registry().backend("fake")) == "vendor@example.com"
    assert service.get_integration_specific_email("fake") == "help@example.com"
    assert service.get_integration_specific_email(SimpleNamespace()) == "help@example.com"


class Enrollments:
    def get_enrollments_can_take_proctored_exams(self, course_id: object, text_search: str | None = None) -> Any:
        return course_id, text_search


def test_get_enrollments_can_take_proctored_exams(service: ProctoringService, learner: User) -> None:
    make_user("bert")
    found = service.get_enrollments_can_take_proctored_exams(COURSE, text_search="ad")
    assert [(each.username, each.mode) for each in found] == [("ada", None)]
    runtime.set_runtime_service("enrollments", Enrollments())
    try:
        assert service.get_enrollments_can_take_proctored_exams(COURSE, "ad") == (COURSE, "ad")
        assert service.get_enrollments_can_take_proctored_exams(COURSE) == (COURSE, None)
    finally:
        runtime.set_runtime_service("enrollments", None)


def context(user: User, **more: Any) -> dict[str, Any]:
    request = RequestFactory().get("/")
    request.user = user
    request.META["CSRF_COOKIE"] = "x" * 32
    return {"request": request, "display_name": "Midterm", "default_time_limit_mins": 90, **more}


def test_get_student_view(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    html = service.get_student_view(learner.pk, COURSE, exam.content_id, context(learner))
    assert html is not None
    assert 'data-screen="proctored_entrance"' in html
    assert service.get_student_view(learner.pk, COURSE, exam.content_id, context(learner), user_role="staff") is None
    off = make_timed_exam(is_active=False)
    assert service.get_student_view(learner.pk, COURSE, off.content_id, context(learner)) is None


@override_settings(FEATURES={"ENABLE_SPECIAL_EXAMS": False})
def test_where_special_exams_are_off_nothing_is_shown_or_begun(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    assert service.get_student_view(learner.pk, COURSE, exam.content_id, context(learner)) is None
    assert service.get_attempt_status_summary(learner.pk, COURSE, exam.content_id) is None
    begun: list[Callable[[], object]] = [
        lambda: service.create_exam(COURSE, NEW, "Midterm", 90),
        lambda: service.update_exam(exam.pk, exam_name="Midterm"),
        lambda: service.add_allowance_for_user(exam.pk, learner.pk, "additional_time_granted", "5"),
        lambda: service.create_exam_attempt(exam.pk, learner.pk, True),
    ]
    for begin in begun:
        with pytest.raises(FeatureDisabled):
            begin()


@override_settings(FEATURES={"ENABLE_SPECIAL_EXAMS": False})
def test_where_special_exams_are_off_what_was_begun_can_be_brought_to_its_end(
    service: ProctoringService, learner: User, teacher: User
) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    assert service.update_attempt_status(attempt.pk, "verified") == attempt.pk
    service.remove_exam_attempt(attempt.pk, teacher)
    assert service.get_exam_attempt_by_id(attempt.pk) is None


def test_get_student_view_makes_an_exam_that_authoring_did_not(service: ProctoringService, learner: User) -> None:
    assert service.get_student_view(learner.pk, COURSE, NEW, context(learner, is_proctored=True))
    exam = Exam.objects.get(content_id=NEW)
    assert (exam.exam_name, exam.time_limit_mins, exam.is_proctored) == ("Midterm", 90, True)


def test_get_student_view_warns_of_an_older_name_in_the_context(service: ProctoringService, learner: User) -> None:
    with pytest.warns(DeprecationWarning, match="is_proctored"):
        service.get_student_view(learner.pk, COURSE, NEW, context(learner, is_proctored_exam=True))
    assert Exam.objects.get(content_id=NEW).is_proctored


@override_settings(DEFAULT_FROM_EMAIL="exams@example.com")
def test_create_proctoring_attempt_status_email(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(make_exam(exam_name="Midterm"), learner, Status.SUBMITTED)
    written = service.create_proctoring_attempt_status_email(attempt, "Mathematics", COURSE)
    assert written is not None
    assert (written.to, written.from_email) == (["ada@example.com"], "exams@example.com")
    assert "Mathematics" in written.body
    assert "Midterm" in written.body
    assert mail.outbox == []


@pytest.mark.parametrize(
    "fields", [{"status": Status.ERROR}, {"is_sample_attempt": True}, {"taking_as_proctored": False}]
)
def test_create_proctoring_attempt_status_email_has_nothing_to_say(
    service: ProctoringService, learner: User, fields: dict[str, Any]
) -> None:
    attempt = make_attempt(make_exam(), learner, **{"status": Status.SUBMITTED, **fields})
    assert service.create_proctoring_attempt_status_email(attempt, "Mathematics", COURSE) is None


def test_create_proctoring_attempt_status_email_is_known_as_the_hosts_own_mail(
    service: ProctoringService, learner: User
) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    service.update_attempt_status(attempt.pk, "verified")
    attempt.refresh_from_db()
    written = service.create_proctoring_attempt_status_email(attempt, "Mathematics", COURSE)
    assert written is not None
    assert written.extra_headers["Message-ID"] == mail.outbox[0].extra_headers["Message-ID"]
