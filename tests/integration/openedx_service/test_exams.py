"""Exams, review policies and allowances through the service."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from proctoring_host.backend import Capability
from proctoring_host.errors import (
    AllowanceInvalid,
    ExamExists,
    ExamInactive,
    ExamNotFound,
    InvalidValue,
    ReviewPolicyExists,
    ReviewPolicyNotFound,
    UserNotFound,
)
from proctoring_host.models import Allowance, Exam, ReviewPolicy, Revision
from proctoring_host.openedx.service import ProctoringService
from tests.factories import COURSE, make_exam, make_timed_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = "block-v1:Demo+T1+2026+type@sequential+block@new"
DUE = datetime(2031, 5, 1, 12, 0, tzinfo=UTC)


class Key:
    """An opaque key, as far as we know them: something that becomes its text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def test_create_exam(service: ProctoringService) -> None:
    made = service.create_exam(Key(COURSE), Key(CONTENT), "Midterm", 90, due_date=DUE, external_id="x", backend="fake")
    exam = Exam.objects.get(pk=made)
    assert (exam.course_id, exam.content_id, exam.exam_name, exam.time_limit_mins) == (COURSE, CONTENT, "Midterm", 90)
    assert (exam.due_date, exam.is_proctored, exam.is_active, exam.backend) == (DUE, True, True, "fake")


def test_create_exam_refuses_a_second_one(service: ProctoringService) -> None:
    exam = make_exam()
    with pytest.raises(ExamExists):
        service.create_exam(exam.course_id, exam.content_id, "Again", 10)


def test_update_exam(service: ProctoringService) -> None:
    exam = make_exam(due_date=DUE)
    assert service.update_exam(exam.pk, exam_name="New", is_active=False) == exam.pk
    exam.refresh_from_db()
    assert (exam.exam_name, exam.is_active, exam.is_proctored, exam.due_date) == ("New", False, True, DUE)


def test_update_exam_clears_a_due_date_that_is_none(service: ProctoringService) -> None:
    exam = make_exam(due_date=DUE)
    service.update_exam(exam.pk, due_date=None)
    exam.refresh_from_db()
    assert exam.due_date is None


def test_update_exam_refuses_an_unknown_one(service: ProctoringService) -> None:
    with pytest.raises(ExamNotFound):
        service.update_exam(99999, exam_name="New")


def test_get_exam_by_id(service: ProctoringService) -> None:
    exam = make_exam(due_date=DUE, external_id="x")
    assert service.get_exam_by_id(exam.pk) == {
        "id": exam.pk,
        "course_id": COURSE,
        "content_id": exam.content_id,
        "external_id": "x",
        "exam_name": exam.exam_name,
        "time_limit_mins": 90,
        "is_proctored": True,
        "is_practice_exam": False,
        "is_active": True,
        "due_date": DUE,
        "hide_after_due": False,
        "backend": "fake",
    }
    with pytest.raises(ExamNotFound):
        service.get_exam_by_id(exam.pk + 1)


def test_get_exam_by_content_id(service: ProctoringService) -> None:
    exam = make_exam()
    assert service.get_exam_by_content_id(Key(COURSE), Key(exam.content_id))["id"] == exam.pk
    with pytest.raises(ExamNotFound):
        service.get_exam_by_content_id(COURSE, "nothing")


def test_get_all_exams_for_course(service: ProctoringService) -> None:
    first, second = make_exam(), make_timed_exam(is_active=False)
    make_exam(course_id="course-v1:Demo+T2+2026")
    assert [found["id"] for found in service.get_all_exams_for_course(COURSE)] == [first.pk, second.pk]
    assert [found["id"] for found in service.get_all_exams_for_course(Key(COURSE), active_only=True)] == [first.pk]


def test_get_all_exams_for_course_takes_one_query(service: ProctoringService, django_assert_num_queries: Any) -> None:
    for number in (1, 5):
        for _ in range(number):
            make_exam()
        with django_assert_num_queries(1):
            service.get_all_exams_for_course(COURSE)


@pytest.mark.parametrize("who", ["nobody", "account", "id"])
def test_is_exam_passed_due(service: ProctoringService, learner: User, who: str) -> None:
    user = {"nobody": None, "account": learner, "id": learner.pk}[who]
    over, ahead = make_exam(due_date=timezone.now() - timedelta(1)), make_exam(due_date=DUE)
    assert service.is_exam_passed_due(service.get_exam_by_id(over.pk), user=user)
    assert not service.is_exam_passed_due(service.get_exam_by_id(ahead.pk), user)


def test_is_exam_passed_due_asks_for_the_end_of_the_course_of_a_timed_exam(service: ProctoringService) -> None:
    timed = service.get_exam_by_id(make_timed_exam().pk)
    assert not service.is_exam_passed_due(timed)
    with override_settings(PROCTORING_COURSES={COURSE: {"ends_at": "2020-01-01T00:00:00Z"}}):
        assert service.is_exam_passed_due(timed)


def test_get_exam_configuration_dashboard_url(service: ProctoringService) -> None:
    exam, timed = make_exam(), make_timed_exam()
    assert service.get_exam_configuration_dashboard_url(COURSE, exam.content_id) is None
    with using_fake_backend(capabilities=[Capability.DASHBOARD]):
        found = service.get_exam_configuration_dashboard_url(COURSE, exam.content_id)
        assert found == f"/api/edx_proctoring/v1/instructor/{COURSE}/{exam.pk}?config=true"
        assert service.get_exam_configuration_dashboard_url(COURSE, timed.content_id) is None
        assert service.get_exam_configuration_dashboard_url(COURSE, "nothing") is None


@override_settings(PLATFORM_NAME="Demo", CONTACT_EMAIL="help@example.com")
def test_get_proctoring_settings_by_exam_id(service: ProctoringService) -> None:
    timed = service.get_proctoring_settings_by_exam_id(make_timed_exam().pk)
    assert timed == {
        "platform_name": "Demo",
        "contact_us": "help@example.com",
        "link_urls": dict.fromkeys(("contact_us", "faq", "online_proctoring_rules", "tech_requirements"), ""),
        "exam_proctoring_backend": {},
    }
    watched = service.get_proctoring_settings_by_exam_id(make_exam().pk)
    assert watched["provider_name"] == "Fake Proctoring"
    assert watched["integration_specific_email"] == "help@example.com"
    assert watched["proctoring_escalation_email"] is None
    with pytest.raises(ExamNotFound):
        service.get_proctoring_settings_by_exam_id(99999)


def test_create_exam_review_policy(service: ProctoringService, teacher: User) -> None:
    exam = make_exam()
    made = service.create_exam_review_policy(exam.pk, teacher.pk, "Open book")
    assert ReviewPolicy.objects.get(pk=made).text == "Open book"
    with pytest.raises(ReviewPolicyExists):
        service.create_exam_review_policy(exam.pk, teacher.pk, "Another")
    with pytest.raises(InvalidValue):
        service.create_exam_review_policy(make_exam().pk, teacher.pk, "")
    with pytest.raises(ExamNotFound):
        service.create_exam_review_policy(99999, teacher.pk, "Open book")


def test_update_review_policy(service: ProctoringService, teacher: User) -> None:
    exam = make_exam()
    with pytest.raises(ReviewPolicyNotFound):
        service.update_review_policy(exam.pk, teacher.pk, "Closed")
    with pytest.raises(ReviewPolicyNotFound):
        service.update_review_policy(99999, teacher.pk, "Closed")
    service.create_exam_review_policy(exam.pk, teacher.pk, "Open book")
    service.update_review_policy(exam.pk, teacher.pk, "Closed")
    assert exam.policy.text == "Closed"
    assert Revision.objects.filter(kind="reviewpolicy", changed_by=teacher).count() == 2


def test_update_review_policy_removes_it_with_an_empty_text(service: ProctoringService, teacher: User) -> None:
    exam = make_exam()
    service.create_exam_review_policy(exam.pk, teacher.pk, "Open book")
    service.update_review_policy(exam.pk, teacher.pk, "")
    assert not ReviewPolicy.objects.exists()


def test_remove_review_policy(service: ProctoringService, teacher: User) -> None:
    exam = make_exam()
    service.create_exam_review_policy(exam.pk, teacher.pk, "Open book")
    service.remove_review_policy(exam.pk)
    for unknown in (exam.pk, 99999):
        with pytest.raises(ReviewPolicyNotFound):
            service.remove_review_policy(unknown)


def test_get_review_policy_by_exam_id(service: ProctoringService, teacher: User) -> None:
    exam = make_exam()
    made = service.create_exam_review_policy(exam.pk, teacher.pk, "Open book")
    found = service.get_review_policy_by_exam_id(exam.pk)
    assert datetime.fromisoformat(found.pop("created")) <= datetime.fromisoformat(found.pop("modified"))
    assert found == {
        "id": made,
        "set_by_user": {"id": teacher.pk, "username": "teacher", "email": "teacher@example.com"},
        "proctored_exam": service.get_exam_by_id(exam.pk),
        "review_policy": "Open book",
    }
    with pytest.raises(ReviewPolicyNotFound):
        service.get_review_policy_by_exam_id(make_exam().pk)


@pytest.mark.parametrize("who", ["id", "ada", "ada@example.com"])
def test_add_allowance_for_user(service: ProctoringService, learner: User, who: str) -> None:
    exam = make_exam()
    service.add_allowance_for_user(exam.pk, learner.pk if who == "id" else who, "additional_time_granted", "10")
    row = Allowance.objects.get()
    assert (row.user, row.exam, row.key, row.value) == (learner, exam, "additional_time_granted", "10")


def test_add_allowance_for_user_refuses_what_cannot_be(service: ProctoringService, learner: User) -> None:
    exam, off = make_exam(), make_exam(is_active=False)
    with pytest.raises(UserNotFound):
        service.add_allowance_for_user(exam.pk, "nobody", "additional_time_granted", "10")
    with pytest.raises(AllowanceInvalid):
        service.add_allowance_for_user(exam.pk, "ada", "additional_time_granted", "-5")
    with pytest.raises(ExamInactive):
        service.add_allowance_for_user(off.pk, "ada", "additional_time_granted", "10")
    with pytest.raises(ExamNotFound):
        service.add_allowance_for_user(99999, "ada", "additional_time_granted", "10")


def test_add_bulk_allowances(service: ProctoringService, learner: User) -> None:
    exams = [make_exam().pk, make_timed_exam().pk]
    found = service.add_bulk_allowances([str(pk) for pk in exams], [learner.pk, "nobody"], "time_multiplier", "1.5")
    pairs = [{"exam_id": exam, "user_id": who} for exam in exams for who in (learner.pk, "nobody")]
    assert found == (pairs, 2, 2)
    assert {row.value for row in Allowance.objects.filter(user=learner)} == {"1.5"}
    with pytest.raises(AllowanceInvalid):
        service.add_bulk_allowances(exams, [learner.pk], "time_multiplier", "0.5")
    with pytest.raises(InvalidValue, match="ids of exams"):
        service.add_bulk_allowances(["x"], [learner.pk], "time_multiplier", "1.5")


def test_remove_allowance_for_user(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    service.add_allowance_for_user(exam.pk, "ada", "additional_time_granted", "10")
    for _again in range(2):
        service.remove_allowance_for_user(exam.pk, learner.pk, "additional_time_granted")
    assert not Allowance.objects.exists()


def test_get_allowances_for_course(service: ProctoringService, learner: User, django_assert_num_queries: Any) -> None:
    exam = make_exam()
    service.add_allowance_for_user(exam.pk, "ada", "additional_time_granted", "10")
    found = service.get_allowances_for_course(COURSE)[0]
    assert isinstance(found.pop("created"), str)
    assert isinstance(found.pop("modified"), str)
    assert found == {
        "id": Allowance.objects.get().pk,
        "user": {"id": learner.pk, "username": "ada", "email": "ada@example.com"},
        "key": "additional_time_granted",
        "value": "10",
        "proctored_exam": service.get_exam_by_id(exam.pk),
    }
    service.add_allowance_for_user(exam.pk, make_user().pk, "additional_time_granted", "10")
    with django_assert_num_queries(1):
        assert len(service.get_allowances_for_course(COURSE)) == 2


def test_get_total_allowed_time_for_exam(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    assert (
        service.get_total_allowed_time_for_exam(service.get_exam_by_id(exam.pk), learner.pk) == "1 hour and 30 minutes"
    )
    service.add_allowance_for_user(exam.pk, "ada", "additional_time_granted", "5")
    assert (
        service.get_total_allowed_time_for_exam(service.get_exam_by_id(exam.pk), learner.pk) == "1 hour and 35 minutes"
    )


def test_get_total_allowed_time_for_exam_rounds_down_before_the_due_date(
    service: ProctoringService, learner: User
) -> None:
    exam = make_exam(due_date=timezone.now() + timedelta(minutes=30, seconds=40))
    assert service.get_total_allowed_time_for_exam(service.get_exam_by_id(exam.pk), learner.pk) == "30 minutes"
