"""What single learners are allowed."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from proctoring_host.allowances.keep import keep
from proctoring_host.allowances.queries import (
    AllowanceSum,
    allowances_of,
    allowances_of_course,
    allowances_of_user,
)
from proctoring_host.allowances.remove import remove_allowance
from proctoring_host.allowances.set import set_allowance
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AllowanceInvalid, ExamNotFound, FeatureDisabled, UserNotFound
from proctoring_host.models import Allowance, AllowanceKey, Revision
from tests.factories import COURSE, T0, cause, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db
STAFF = cause(Actor.STAFF)
MINUTES, MULTIPLIER, EXCEPTION = AllowanceKey.values


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        (MINUTES, "10", "10"),
        (MINUTES, 10, "10"),
        (MINUTES, " 007 ", "7"),
        (MINUTES, "0", "0"),
        (MULTIPLIER, "1.50", "1.5"),
        (MULTIPLIER, 2, "2"),
        (MULTIPLIER, 1.25, "1.25"),
        (MULTIPLIER, "1000", "1000"),
        (EXCEPTION, " May use a magnifier ", "May use a magnifier"),
        ("extra_break", "yes", "yes"),
    ],
)
def test_allowances_are_kept_in_one_form(vendor: FakeVendor, key, value, kept) -> None:
    exam, user = make_exam(), make_user()

    allowance = set_allowance(exam.pk, user.pk, key, value, STAFF)

    allowance.refresh_from_db()
    assert (allowance.key, allowance.value, allowance.user_id, allowance.exam_id) == (key, kept, user.pk, exam.pk)


def test_who_gives_an_allowance_is_answered_though_somebody_removes_it_at_once(vendor: FakeVendor, monkeypatch) -> None:
    exam, user = make_exam(), make_user()

    def kept_and_removed(*given: Any) -> Any:
        kept = keep(*given)
        assert remove_allowance(exam.pk, user.pk, MINUTES, STAFF)
        return kept

    monkeypatch.setattr("proctoring_host.allowances.set.keep", kept_and_removed)

    allowance = set_allowance(exam.pk, user.pk, MINUTES, "10", STAFF)

    assert (allowance.exam_id, allowance.user_id, allowance.key, allowance.value) == (exam.pk, user.pk, MINUTES, "10")
    assert not Allowance.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        (MINUTES, "-1", "allowance_value"),
        (MINUTES, "1.5", "allowance_value"),
        (MINUTES, "ten", "allowance_value"),
        (MINUTES, "²", "allowance_value"),
        (MINUTES, "", "allowance_value"),
        (MINUTES, True, "allowance_value"),
        (MINUTES, None, "allowance_value"),
        (MINUTES, "999999999", "allowance_value"),
        (MINUTES, "9" * 400, "allowance_value"),
        (MULTIPLIER, "0.99", "allowance_value"),
        (MULTIPLIER, "nan", "allowance_value"),
        (MULTIPLIER, "inf", "allowance_value"),
        (MULTIPLIER, "1e3", "allowance_value"),
        (MULTIPLIER, "1001", "allowance_value"),
        (MULTIPLIER, [2], "allowance_value"),
        (EXCEPTION, "", "allowance_value"),
        (EXCEPTION, "x" * 256, "allowance_value"),
        (EXCEPTION, "NUL\x00", "allowance_value"),
        ("", "10", "allowance_type"),
        ("x" * 256, "10", "allowance_type"),
        (None, "10", "allowance_type"),
    ],
)
def test_what_cannot_be_meant_is_refused(vendor: FakeVendor, key, value, field) -> None:
    with pytest.raises(AllowanceInvalid) as refused:
        set_allowance(make_exam().pk, make_user().pk, key, value, STAFF)

    assert refused.value.field == field
    assert not Allowance.objects.exists()


@pytest.mark.parametrize("name", ["ada", "ada@example.com"])
def test_learners_are_named_in_several_ways(vendor: FakeVendor, name) -> None:
    ada = make_user("ada")

    assert set_allowance(make_exam().pk, name, MINUTES, "10", STAFF).user_id == ada.pk


def test_unknown_learners_and_exams_are_refused(vendor: FakeVendor) -> None:
    with pytest.raises(UserNotFound):
        set_allowance(make_exam().pk, "nobody", MINUTES, "10", STAFF)
    with pytest.raises(ExamNotFound):
        set_allowance(4711, make_user().pk, MINUTES, "10", STAFF)


def test_an_exam_that_is_over_allows_nothing_more(vendor: FakeVendor) -> None:
    with pytest.raises(AllowanceInvalid) as refused:
        set_allowance(make_exam(is_active=False).pk, make_user().pk, MINUTES, "10", STAFF)

    assert refused.value.field == "exam_id"


def test_while_the_feature_is_off_nothing_is_allowed(vendor: FakeVendor, settings) -> None:
    settings.FEATURES = {}

    with pytest.raises(FeatureDisabled):
        set_allowance(make_exam().pk, make_user().pk, MINUTES, "10", STAFF)


def test_a_running_attempt_gets_its_new_deadline(vendor: FakeVendor) -> None:
    attempt = make_attempt(make_exam(time_limit_mins=90), status=Status.STARTED)

    set_allowance(attempt.exam_id, attempt.user_id, MINUTES, "10", STAFF)

    attempt.refresh_from_db()
    assert (attempt.allowed_seconds, attempt.deadline_at) == (6000, T0 + timedelta(minutes=100))


def test_taking_it_away_again_takes_the_time_away(vendor: FakeVendor) -> None:
    attempt = make_attempt(make_exam(time_limit_mins=90), status=Status.STARTED)
    set_allowance(attempt.exam_id, attempt.user_id, MULTIPLIER, "2", STAFF)

    removed = remove_allowance(attempt.exam_id, attempt.user_id, MULTIPLIER, STAFF)

    attempt.refresh_from_db()
    assert removed
    assert attempt.allowed_seconds == 90 * 60


def test_the_due_date_stays_the_end(vendor: FakeVendor) -> None:
    due = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)
    attempt = make_attempt(make_exam(time_limit_mins=30, due_date=due), status=Status.STARTED)

    set_allowance(attempt.exam_id, attempt.user_id, MINUTES, "500", STAFF)

    attempt.refresh_from_db()
    assert attempt.deadline_at == due


def test_attempts_of_others_and_submitted_ones_keep_their_clock(vendor: FakeVendor) -> None:
    exam = make_exam(time_limit_mins=90)
    other, over = make_attempt(exam, status=Status.STARTED), make_attempt(exam, status=Status.SUBMITTED)

    set_allowance(exam.pk, over.user_id, MINUTES, "10", STAFF)

    other.refresh_from_db()
    over.refresh_from_db()
    assert {other.allowed_seconds, over.allowed_seconds} == {5400}


def test_the_history_keeps_every_value(vendor: FakeVendor) -> None:
    exam, user = make_exam(), make_user()
    for value in ("10", "20", "20"):
        set_allowance(exam.pk, user.pk, MINUTES, value, STAFF)
    remove_allowance(exam.pk, user.pk, MINUTES, STAFF)

    history = Revision.objects.filter(kind="allowance", learner=user)
    assert [(row.action, row.values["value"]) for row in history] == [
        ("created", "10"),
        ("changed", "20"),
        ("deleted", "20"),
    ]


def test_what_is_not_there_need_not_be_removed(vendor: FakeVendor) -> None:
    assert not remove_allowance(make_exam().pk, make_user().pk, MINUTES, STAFF)
    with pytest.raises(UserNotFound):
        remove_allowance(make_exam().pk, "nobody", MINUTES, STAFF)


def test_the_sum_has_all_there_is(vendor: FakeVendor, django_assert_num_queries) -> None:
    exam, user = make_exam(), make_user()
    for key, value in ((MINUTES, "10"), (MULTIPLIER, "1.5"), (EXCEPTION, "Magnifier"), ("other", "x")):
        set_allowance(exam.pk, user.pk, key, value, STAFF)

    with django_assert_num_queries(1):
        found = allowances_of(user.pk, exam.pk)

    assert found == AllowanceSum(extra_mins=10, multiplier=Decimal("1.5"), review_policy_exception="Magnifier")


def test_values_of_older_installations_that_make_no_sense_count_as_none() -> None:
    exam, user = make_exam(), make_user()
    Allowance.objects.create(exam=exam, user=user, key=MINUTES, value="a lot")
    Allowance.objects.create(exam=exam, user=user, key=MULTIPLIER, value="twice")

    assert allowances_of(user.pk, exam.pk) == AllowanceSum()


def test_the_allowances_of_a_course_come_in_one_query(vendor: FakeVendor, django_assert_num_queries) -> None:
    exam, user = make_exam(), make_user("ada")
    for number in range(3):
        set_allowance(exam.pk, make_user().pk, MINUTES, number, STAFF)
    set_allowance(exam.pk, user.pk, MINUTES, "9", STAFF)
    set_allowance(make_exam(course_id="course-v1:Other+T1+2026").pk, user.pk, MINUTES, "9", STAFF)

    with django_assert_num_queries(1):
        found = [(row.user.username, row.exam.exam_name) for row in allowances_of_course(COURSE)]

    assert len(found) == 4
    assert ("ada", exam.exam_name) in found
    assert [row.value for row in allowances_of_user(user.pk, [exam.pk])] == ["9"]


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_one_allowance_keep_one_row(vendor: FakeVendor) -> None:
    exam, user, together = make_exam(), make_user(), threading.Barrier(8)
    failures: list[Exception] = []

    def give(value: int) -> None:
        together.wait()
        try:
            set_allowance(exam.pk, user.pk, MINUTES, value, STAFF)
        except Exception as error:
            failures.append(error)
        connection.close()

    threads = [threading.Thread(target=give, args=(value,)) for value in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert Allowance.objects.get().value in set("12345678")
    assert Revision.objects.filter(kind="allowance").count() == 8


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_requests_that_all_found_no_allowance_do_not_stand_in_each_others_way(vendor: FakeVendor) -> None:
    exam, user, together = make_exam(), make_user(), threading.Barrier(5)
    failures: list[Exception] = []

    def insert_together(execute, sql, params, many, context):
        if sql.startswith("INSERT") and Allowance._meta.db_table in sql:
            together.wait(timeout=30)
        return execute(sql, params, many, context)

    def give(value: int) -> None:
        try:
            with connection.execute_wrapper(insert_together):
                set_allowance(exam.pk, user.pk, MINUTES, value, STAFF)
        except Exception as error:
            failures.append(error)
        connection.close()

    threads = [threading.Thread(target=give, args=(value,)) for value in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert Allowance.objects.get().value in set("12345")
