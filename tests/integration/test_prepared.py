"""Prepared queries answer as the same query composed by Django, and never from memory."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db as django_sessions
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils import timezone

from proctoring_host.allowances.queries import VALUES
from proctoring_host.attempts import queries
from proctoring_host.attempts.locks import LOCKED, lock
from proctoring_host.exams import queries as exams
from proctoring_host.models import Allowance, Attempt, Effect, Exam, Pseudonym, ReviewPolicy
from proctoring_host.people.pseudonyms import VALUE
from proctoring_host.prepared import Given, Prepared
from proctoring_host.standalone.auth import Accounts
from proctoring_host.standalone.sessions import SessionStore
from tests.factories import T0, make_attempt, make_exam, make_user

EVERY_DUE = Prepared(lambda: Effect.objects.filter(next_at__lte=Given("now")).order_by("id"))


def _columns(row: models.Model | None) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} if row else {}


def _whole(attempt: Attempt) -> list[dict[str, Any]]:
    policy = getattr(attempt.exam, "policy", None)
    return [_columns(row) for row in (attempt, attempt.user, attempt.exam, policy)]


@pytest.mark.django_db
@pytest.mark.parametrize("with_policy", [True, False])
def test_an_attempt_is_the_same_as_django_makes_it(with_policy: bool) -> None:
    attempt = make_attempt(started_at=T0, deadline_at=T0 + timedelta(minutes=90))
    if with_policy:
        ReviewPolicy.objects.create(exam=attempt.exam, text="Paper is allowed.")
    expected = Attempt.objects.whole().get(pk=attempt.pk)

    found = queries.get_attempt(attempt.pk)

    assert _whole(found) == _whole(expected)
    assert found == expected
    assert found._state.adding is False


@pytest.mark.django_db
def test_what_is_joined_needs_no_further_query(django_assert_num_queries) -> None:
    attempt = make_attempt()

    with django_assert_num_queries(1):
        found = queries.get_attempt(attempt.pk)
        assert found.exam.exam_name == attempt.exam.exam_name
        assert found.user.username == attempt.user.username
        assert getattr(found.exam, "policy", None) is None


@pytest.mark.django_db
def test_the_second_answer_is_not_the_first_one() -> None:
    attempt = make_attempt()
    before = queries.get_attempt(attempt.pk)
    Attempt.everything.filter(pk=attempt.pk).update(external_id="another")

    after = queries.get_attempt(attempt.pk)

    assert before.external_id != after.external_id == "another"
    assert before is not after


@pytest.mark.django_db
def test_a_moment_is_made_fit_for_the_database() -> None:
    early, late = (Effect.objects.create(kind="mail", key=f"k{n}", next_at=T0 + timedelta(hours=n)) for n in (0, 2))

    found = EVERY_DUE.objects(now=T0 + timedelta(hours=1))

    assert [effect.pk for effect in found] == [early.pk]
    assert found[0].next_at == T0
    assert found[0].payload == {}
    assert late.pk not in {effect.pk for effect in found}


@pytest.mark.django_db
def test_plain_values_come_as_rows() -> None:
    attempt = make_attempt()
    Allowance.objects.create(user=attempt.user, exam=attempt.exam, key="additional_time_granted", value="10")
    Pseudonym.objects.create(user=attempt.user, backend="fake", value="p-1")

    assert dict(VALUES.rows(user_id=attempt.user_id, exam_id=attempt.exam_id)) == {"additional_time_granted": "10"}
    assert [tuple(row) for row in VALUE.rows(user_id=attempt.user_id, backend="fake")] == [("p-1",)]


@pytest.mark.django_db
def test_nothing_is_none_and_an_empty_list() -> None:
    assert exams.BY_ID.first(pk=0) is None
    assert exams.OF_COURSE.objects(course_id="no such course") == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**25, 10**400])
def test_a_number_that_no_column_holds_finds_nothing(number: int) -> None:
    make_exam()

    assert exams.BY_ID.first(pk=number) is None
    assert VALUES.rows(user_id=number, exam_id=number) == []


@pytest.mark.django_db
def test_what_is_no_number_is_refused_before_the_database_is_asked(django_assert_num_queries) -> None:
    """PostgreSQL would end the platform's transaction, and MariaDB would take `1x` for 1."""
    exam = make_exam()

    with django_assert_num_queries(0), pytest.raises(ValueError, match="expected a number"):
        exams.BY_ID.first(pk=f"{exam.pk}x")
    with django_assert_num_queries(0), pytest.raises(ValueError, match="expected a number"):
        VALUES.rows(user_id="x", exam_id=exam.pk)


@pytest.mark.django_db
def test_values_mean_what_they_mean_to_django() -> None:
    exam = make_exam()
    Exam.objects.filter(pk=exam.pk).update(content_id="12")

    assert exams.BY_ID.first(pk=str(exam.pk)) == exam
    assert exams.BY_ID.first(pk=None) is None
    assert exams.BY_CONTENT.first(course_id=exam.course_id, content_id=12) == exam


@pytest.mark.django_db
def test_all_rows_come_in_the_order_of_the_query() -> None:
    made = [make_exam() for _ in range(3)]
    Exam.objects.filter(pk=made[1].pk).update(is_active=False)

    assert exams.exams_of_course(made[0].course_id) == made
    assert exams.exams_of_course(made[0].course_id, active_only=True) == [made[0], made[2]]


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_within_a_transaction_only() -> None:
    attempt = make_attempt()

    with pytest.raises(transaction.TransactionManagementError):
        LOCKED.first(pk=attempt.pk)
    with transaction.atomic():
        assert lock(attempt.pk) == attempt


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_makes_others_wait() -> None:
    if not connection.features.has_select_for_update:
        pytest.skip("this database locks no rows")
    attempt, order, locked = make_attempt(), [], threading.Event()

    def second() -> None:
        locked.wait(10)
        with transaction.atomic():
            lock(attempt.pk)
            order.append("second")
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        lock(attempt.pk)
        locked.set()
        thread.join(0.3)
        order.append("first")
    thread.join(10)

    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    attempt, found = make_attempt(), []

    def ask() -> None:
        found.append(queries.get_attempt(attempt.pk).code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [attempt.code] * 3


@pytest.mark.django_db
def test_sessions_are_those_of_django() -> None:
    theirs = django_sessions.SessionStore()
    theirs["seen"] = 1
    theirs.save()
    ours = SessionStore(theirs.session_key)
    assert ours["seen"] == 1
    ours["seen"] = 2
    ours.save()

    again = django_sessions.SessionStore(theirs.session_key)["seen"]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    lapsed = SessionStore(theirs.session_key)

    assert again == 2
    assert (lapsed.get("seen"), lapsed.session_key) == (None, None)


@pytest.mark.django_db
def test_the_account_of_a_session_is_the_one_that_django_reads(django_assert_num_queries) -> None:
    active, inactive = make_user(), make_user(is_active=False)

    with django_assert_num_queries(1):
        found = Accounts().get_user(active.pk)

    assert found is not None
    assert (_columns(found), found) == (_columns(User.objects.get(pk=active.pk)), active)
    assert Accounts().get_user(inactive.pk) is None
    assert Accounts().get_user(10**9) is None


@pytest.mark.django_db
def test_an_account_that_was_read_so_can_be_changed() -> None:
    user = Accounts().get_user(make_user("ada").pk)
    user.first_name = "Ada"
    user.save()

    assert User.objects.get(username="ada").first_name == "Ada"
    assert Accounts().get_user(user.pk).first_name == "Ada"
