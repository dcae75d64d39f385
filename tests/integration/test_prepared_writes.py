"""Prepared statements write what Django would write, and tell of it as Django does."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models.signals import post_save, pre_save
from django.db.transaction import TransactionManagementError

from proctoring_host.models import Attempt, Effect, EffectState, Pseudonym, Review, Revision, Transition
from proctoring_host.prepared import Given, PreparedUpdate, insert, save, writes
from tests.factories import T0, make_attempt

TAKEN_OVER = PreparedUpdate(
    lambda: Effect.objects.filter(state=EffectState.PENDING, backend=Given("of")).exclude(pk=Given("but")),
    "state",
    "leased_until",
    "result",
    "tries",
)


class RowsStay:
    """Sends a row back to the database that it was read from, and what is asked for without one elsewhere."""

    def db_for_write(self, model: type[models.Model], instance: models.Model | None = None, **_more: Any) -> str:
        return "elsewhere" if instance is None else str(instance._state.db)


ODD = {"text": 'snow ☃, 50 %s, "quoted"', "number": 1.5, "none": None, "list": [1, {"a": True}]}


def _attempt(of: Attempt, n: int) -> Attempt:
    return Attempt(user=of.user, exam=of.exam, code=f"C-{n}", status="created", saved_seconds=n, started_at=T0)


def _transition(of: Attempt, n: int) -> Transition:
    return Transition(attempt=of, from_status="", to_status="created", actor="clock", reason=f"100 %s, ☃ {n}", at=T0)


def _effect(of: Attempt, n: int) -> Effect:
    return Effect(kind="mail", key=f"k:{n}", payload=ODD, attempt=of, next_at=T0, result={"n": n})


def _pseudonym(of: Attempt, n: int) -> Pseudonym:
    return Pseudonym(user=of.user, backend=f"fake-{n}", value=f"p-{n}")


def _revision(of: Attempt, n: int) -> Revision:
    return Revision(kind="exam", object_id=n, action="created", values=ODD, learner_id=of.user_id, at=T0)


def _review(of: Attempt, n: int) -> Review:
    return Review(attempt=make_attempt(), attempt_code=f"R-{n}", backend="fake", status="clean", is_active=False)


MAKERS = [_attempt, _transition, _effect, _pseudonym, _revision, _review]


def _stored(row: models.Model) -> dict[str, Any]:
    read = type(row)._base_manager.get(pk=row.pk)
    return {field.attname: getattr(read, field.attname) for field in read._meta.concrete_fields}


@contextmanager
def _heard(model: type[models.Model]) -> Any:
    heard: list[tuple[str, Any]] = []

    def before(*, instance: models.Model, update_fields: Any, **_more: Any) -> None:
        heard.append(("before", update_fields))

    def after(*, instance: models.Model, created: bool, update_fields: Any, **_more: Any) -> None:
        heard.append(("made" if created else "changed", update_fields))

    pre_save.connect(before, sender=model)
    post_save.connect(after, sender=model)
    try:
        yield heard
    finally:
        pre_save.disconnect(before, sender=model)
        post_save.disconnect(after, sender=model)


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_a_new_row_is_the_same_as_django_writes_it(make: Callable[[Attempt, int], models.Model]) -> None:
    attempt = make_attempt()
    # The first composes the statement, so it is the second that could show what was left of it.
    insert(make(attempt, 1))

    ours = insert(make(attempt, 2))
    theirs = make(attempt, 3)
    theirs.save(force_insert=True)

    expected, found = _stored(theirs), _stored(ours)
    differ = {name for name, value in expected.items() if found[name] != value}
    assert differ <= {"id", "created", "modified", "code", "saved_seconds", "reason", "key", "result"} | {
        "backend",
        "value",
        "object_id",
        "attempt_id",
        "attempt_code",
    }
    assert [type(found[name]) for name in differ] == [type(expected[name]) for name in differ]
    assert theirs.pk == ours.pk + 1
    assert (ours._state.adding, ours._state.db) == (False, theirs._state.db)


@pytest.mark.django_db
def test_a_new_row_has_its_own_values_and_times() -> None:
    attempt = make_attempt()

    first, second = insert(_attempt(attempt, 1)), insert(_attempt(attempt, 2))

    assert [row.code for row in Attempt.everything.filter(pk__in=[first.pk, second.pk]).order_by("pk")] == [
        "C-1",
        "C-2",
    ]
    assert first.created < second.created
    assert _stored(second)["created"] == second.created
    assert _stored(second)["modified"] == second.modified


@pytest.mark.django_db
def test_a_database_that_answers_an_insert_with_nothing_is_asked_for_the_number(monkeypatch) -> None:
    """As MySQL, unlike MariaDB."""
    attempt = make_attempt()
    monkeypatch.setattr(writes, "_insertions", {})
    if connection.vendor != "postgresql":
        monkeypatch.setattr(connection.features, "can_return_columns_from_insert", False)

    first, second = insert(_effect(attempt, 1)), insert(_effect(attempt, 2))

    assert [Effect.objects.get(pk=row.pk).key for row in (first, second)] == ["k:1", "k:2"]


@pytest.mark.django_db
def test_what_a_row_would_double_is_refused_and_the_transaction_can_only_be_undone() -> None:
    attempt = make_attempt()
    insert(_pseudonym(attempt, 1))

    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(_pseudonym(attempt, 1))
        with pytest.raises(TransactionManagementError):
            Pseudonym.objects.count()
        transaction.set_rollback(True)

    assert Pseudonym.objects.count() == 1


@pytest.mark.django_db
def test_a_saved_row_is_the_same_as_django_writes_it() -> None:
    ours, theirs = make_attempt(), make_attempt()
    for attempt in (ours, theirs):
        attempt.started_at, attempt.deadline_at = T0, T0 + timedelta(minutes=90)
        attempt.status, attempt.live_key, attempt.is_resumable = "started", None, True
    theirs.save()
    save(ours)

    expected, found = _stored(theirs), _stored(ours)
    differ = {name for name, value in expected.items() if found[name] != value}
    assert differ <= {"id", "created", "modified", "user_id", "exam_id", "code", "newest_in", "external_id"}
    assert found["modified"] == ours.modified > ours.created


@pytest.mark.django_db
def test_only_the_named_columns_are_saved() -> None:
    attempt = make_attempt(external_id="before")
    attempt.external_id, attempt.status = "after", "error"
    before = attempt.modified

    save(attempt, "external_id", "modified")

    stored = _stored(attempt)
    assert (stored["external_id"], stored["status"]) == ("after", "created")
    assert stored["modified"] == attempt.modified > before


@pytest.mark.django_db
def test_a_row_is_saved_in_the_database_that_its_router_names_for_it(settings: Any) -> None:
    attempt = make_attempt()
    attempt.external_id = "after"
    settings.DATABASE_ROUTERS = [RowsStay()]

    save(attempt, "external_id", "modified")

    settings.DATABASE_ROUTERS = []
    assert _stored(attempt)["external_id"] == "after"


@pytest.mark.django_db
def test_a_column_that_is_not_there_is_not_left_out_in_silence() -> None:
    attempt = make_attempt()

    with pytest.raises(FieldDoesNotExist, match="external_idd"):
        save(attempt, "external_idd", "modified")


@pytest.mark.django_db
def test_a_row_that_is_gone_is_not_written_anew() -> None:
    attempt = make_attempt()
    Attempt.everything.filter(pk=attempt.pk).delete()

    with transaction.atomic():
        with pytest.raises(DatabaseError, match="not there any more"):
            save(attempt)
        with pytest.raises(TransactionManagementError):
            Attempt.everything.exists()
        transaction.set_rollback(True)

    assert not Attempt.everything.exists()


@pytest.mark.django_db
def test_an_update_writes_what_its_rows_have_in_common_and_counts_them() -> None:
    one, two, other, done = (
        Effect.objects.create(kind="mail", key=f"k{n}", backend=backend, state=state, next_at=T0)
        for n, (backend, state) in enumerate([("a", "pending"), ("a", "pending"), ("b", "pending"), ("a", "done")])
    )
    until = T0 + timedelta(seconds=1.25)

    first = TAKEN_OVER.run(of="a", but=two.pk, state=EffectState.RUNNING, leased_until=until, result=ODD, tries=3)
    again = TAKEN_OVER.run(of="a", but=other.pk, state=EffectState.DEAD, leased_until=None, result={}, tries=0)

    rows = Effect.objects.in_bulk()
    assert (first, again) == (1, 1)
    assert [rows[each.pk].state for each in (one, two, other, done)] == ["running", "dead", "pending", "done"]
    assert (rows[one.pk].leased_until, rows[one.pk].result, rows[one.pk].tries) == (until, ODD, 3)
    assert (rows[two.pk].leased_until, rows[two.pk].result) == (None, {})


@pytest.mark.django_db
def test_a_number_that_no_column_holds_changes_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert TAKEN_OVER.run(of="a", but=2**63, state="dead", leased_until=None, result={}, tries=0) == 0


@pytest.mark.django_db
def test_who_listens_to_saved_rows_hears_of_prepared_ones() -> None:
    with _heard(Attempt) as heard:
        attempt = insert(_attempt(make_attempt(), 1))
        save(attempt)
        save(attempt, "external_id", "modified")

    names = frozenset({"external_id", "modified"})
    ours = heard[2:]
    assert ours == [
        ("before", None),
        ("made", None),
        ("before", None),
        ("changed", None),
        ("before", names),
        ("changed", names),
    ]
