"""The same allowance for several learners in several exams."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proctoring_host.allowances.bulk import MOST_PAIRS, set_allowances
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AllowanceInvalid, FeatureDisabled, InvalidValue
from proctoring_host.models import Allowance, AllowanceKey, Effect, Revision, Transition
from tests.factories import T0, cause, make_attempt, make_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.attempts.test_concurrency import at_once

pytestmark = pytest.mark.django_db
STAFF = cause(Actor.STAFF)
MINUTES = AllowanceKey.ADDITIONAL_TIME
WITH_MAIL = {"EMAILS": {"KINDS": {"allowance_granted": True}}}


def test_in_bulk_each_pair_stands_for_itself(vendor: FakeVendor) -> None:
    exams, ada = [make_exam(), make_exam(is_active=False)], make_user("ada")

    result = set_allowances([exam.pk for exam in exams], ["ada", "nobody", "ada"], MINUTES, "10", STAFF)

    outcomes = [(entry.exam_id, entry.user, type(entry.error).__name__) for entry in result.entries]
    assert outcomes == [
        (exams[0].pk, "ada", "NoneType"),
        (exams[0].pk, "nobody", "UserNotFound"),
        (exams[1].pk, "ada", "ExamInactive"),
        (exams[1].pk, "nobody", "ExamInactive"),
    ]
    assert not result.all_failed
    assert Allowance.objects.get().user_id == ada.pk


def test_in_bulk_all_may_fail(vendor: FakeVendor) -> None:
    result = set_allowances([make_exam().pk], ["nobody"], MINUTES, "10", STAFF)

    assert result.all_failed
    assert [error.field for error in result.errors] == ["user_info"]
    assert not set_allowances([], [], MINUTES, "10", STAFF).all_failed


def test_in_bulk_a_wrong_value_is_refused_at_once(vendor: FakeVendor) -> None:
    with pytest.raises(AllowanceInvalid):
        set_allowances([make_exam().pk], ["nobody"], MINUTES, "ten", STAFF)


@pytest.mark.parametrize(("learners", "refused"), [(500, False), (501, True)])
def test_in_bulk_more_pairs_than_one_request_can_bear_are_refused(
    vendor: FakeVendor, learners: int, refused: bool
) -> None:
    exams = [make_exam().pk, make_exam().pk]
    people = [f"nobody-{number}" for number in range(learners)] * 2

    if not refused:
        assert len(set_allowances(exams, people, MINUTES, "10", STAFF).entries) == MOST_PAIRS
        return
    with pytest.raises(InvalidValue) as wrong:
        set_allowances(exams, people, MINUTES, "10", STAFF)
    assert wrong.value.field == "user_ids"


def test_in_bulk_nothing_is_allowed_while_the_feature_is_off(vendor: FakeVendor, settings) -> None:
    settings.FEATURES = {}

    with pytest.raises(FeatureDisabled):
        set_allowances([], [], MINUTES, "10", STAFF)


def steps(captured: CaptureQueriesContext) -> list[str]:
    """Each statement by its first words; where SQLite takes several because one bears only so many values, as one."""
    words = [" ".join(query["sql"].split()[:3]) for query in captured if "SAVEPOINT" not in query["sql"]]
    return [word for number, word in enumerate(words) if number == 0 or word != words[number - 1]]


def in_bulk(exams: int, learners: int, settings: Any) -> list[str]:
    """Half of the learners are just at their exams, and some have been allowed something else already."""
    settings.PROCTORING_SETTINGS = WITH_MAIL | {"EFFECTS_INLINE": False}
    made, people = [make_exam() for _ in range(exams)], [make_user() for _ in range(learners)]
    for exam in made:
        for user in people[::2]:
            make_attempt(exam, user, Status.STARTED)
        for user in people[::3]:
            Allowance.objects.create(exam=exam, user=user, key=MINUTES, value="5")
    named = [user.email if number % 2 else user.username for number, user in enumerate(people)]
    with CaptureQueriesContext(connection) as captured:
        result = set_allowances([exam.pk for exam in made], named, MINUTES, "10", STAFF)
    assert not result.errors
    return steps(captured)


def test_in_bulk_the_number_of_statements_does_not_depend_on_the_number_of_pairs(vendor: FakeVendor, settings) -> None:
    few = in_bulk(1, 10, settings)
    many = in_bulk(3, 100, settings)

    assert few == many
    assert len(many) <= 14
    assert Allowance.objects.filter(value="10").count() == Effect.objects.filter(kind="mail").count() == 310


def test_in_bulk_each_pair_has_its_history_its_deadline_and_its_mail(vendor: FakeVendor, settings, mailoutbox) -> None:
    settings.PROCTORING_SETTINGS = WITH_MAIL
    exam, (ada, ben, cyd) = make_exam(time_limit_mins=90), [make_user(name) for name in ("ada", "ben", "cyd")]
    Allowance.objects.create(exam=exam, user=ben, key=MINUTES, value="5")
    Allowance.objects.create(exam=exam, user=cyd, key=MINUTES, value="10")
    attempts = [make_attempt(exam, user, Status.STARTED) for user in (ada, ben, cyd)]
    handed_in, other = make_attempt(make_exam(), ada, Status.SUBMITTED), make_attempt(exam, status=Status.STARTED)

    set_allowances([exam.pk, handed_in.exam_id], [ada.pk, ben.pk, cyd.pk], MINUTES, "10", STAFF)

    history = Revision.objects.filter(kind="allowance", values__exam_id=exam.pk)
    assert sorted((row.action, row.learner_id, row.values["value"]) for row in history) == [
        ("changed", ben.pk, "10"),
        ("created", ada.pk, "10"),
    ]
    for attempt in (*attempts, handed_in, other):
        attempt.refresh_from_db()
    later = T0 + timedelta(minutes=100)
    # What cyd has was written past the use cases, and did not change now.
    assert [attempt.deadline_at for attempt in attempts] == [later, later, T0 + timedelta(minutes=90)]
    assert {handed_in.allowed_seconds, other.allowed_seconds} == {5400}
    assert {row.attempt_id for row in Transition.objects.filter(reason="Deadline moved.")} == {
        attempts[0].pk,
        attempts[1].pk,
    }


@pytest.mark.django_db(transaction=True)
def test_in_bulk_learners_get_their_mails_once_the_whole_is_committed(vendor: FakeVendor, settings, mailoutbox) -> None:
    settings.PROCTORING_SETTINGS = WITH_MAIL
    exams, people = [make_timed_exam() for _ in range(2)], [make_user() for _ in range(3)]

    for value in ("10", "10"):
        set_allowances([exam.pk for exam in exams], [user.pk for user in people], MINUTES, value, STAFF)

    assert sorted(address for sent in mailoutbox for address in sent.to) == sorted(user.email for user in people * 2)


def test_in_bulk_two_names_of_one_learner_are_one_allowance(vendor: FakeVendor) -> None:
    ada = make_user("ada")

    result = set_allowances([make_exam().pk], ["ada", "ada@example.com", "ADA", ada.pk], MINUTES, "10", STAFF)

    assert len(result.entries) == 4
    assert not result.errors
    assert Allowance.objects.get().user == ada
    assert Revision.objects.filter(kind="allowance").count() == 1


def test_in_bulk_it_does_not_matter_whether_the_database_tells_the_ids(
    vendor: FakeVendor, settings, monkeypatch
) -> None:
    """MySQL does not."""
    settings.PROCTORING_SETTINGS = WITH_MAIL | {"EFFECTS_INLINE": False}
    monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", False)
    exam, people = make_exam(), [make_user() for _ in range(3)]

    for value in ("10", "20"):
        set_allowances([exam.pk], [user.pk for user in people], MINUTES, value, STAFF)

    rows = Revision.objects.filter(kind="allowance").order_by("pk")
    assert {row.object_id for row in rows} == set(Allowance.objects.values_list("pk", flat=True))
    keys = {effect.key for effect in Effect.objects.filter(kind="mail")}
    assert keys == {f"mail:allowance:{row.pk}" for row in rows}
    assert len(keys) == 6


@pytest.mark.parametrize("number", range(3))
@pytest.mark.django_db(transaction=True)
def test_in_bulk_requests_that_cross_each_other_grant_each_pair_once(vendor: FakeVendor, number: int) -> None:
    exams, people = [make_exam().pk for _ in range(3)], [make_user().pk for _ in range(10)]

    def granting(value: int) -> Any:
        in_order = (exams, people) if value % 2 else (exams[::-1], people[::-1])
        return lambda: set_allowances(*in_order, MINUTES, value, STAFF)

    results = at_once(*[granting(value) for value in range(1, 7)])

    assert [result.errors for result in results] == [()] * 6
    assert Allowance.objects.count() == 30
    assert len(set(Allowance.objects.values_list("value", flat=True))) == 1
    assert Revision.objects.filter(kind="allowance", action="created").count() == 30
    assert Revision.objects.filter(kind="allowance", action="changed").count() == 150
