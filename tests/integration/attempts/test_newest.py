"""Which attempt is the newest of a learner at an exam is written on its row, and stays right whatever happens."""

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from proctoring_host.attempts import insert, newest
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.models import Attempt
from tests.factories import COURSE, T0, cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.integration.attempts.test_concurrency import at_once, creating

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = cause(Actor.STAFF)
OTHER = "course-v1:Other+T1+2026"


def marked() -> list[Attempt]:
    return list(Attempt.everything.filter(newest_in__isnull=False).order_by("pk"))


def superseded(exam, user, **fields) -> Attempt:
    """As it stands once it was followed by another one, or waits for that."""
    return make_attempt(exam, user, Status.ONBOARDING_RESET, live_key=None, **fields)


def removing(attempt: Attempt):
    return lambda: remove_attempt(attempt.pk, cause=cause(Actor.STAFF, at=datetime.now(UTC)))


def test_a_first_attempt_is_the_newest_in_its_course():
    exam = make_exam(course_id=OTHER)

    attempt = create_attempt(exam.pk, make_user().pk, taking_as_proctored=True, cause=cause())

    assert [(row, row.newest_in) for row in marked()] == [(attempt, OTHER)]


def test_a_new_attempt_takes_the_place_of_the_old_one_and_of_nobody_elses():
    exam, user = make_practice_exam(), make_user()
    of_another, at_another = make_attempt(exam), make_attempt(make_exam(), user)
    old = make_attempt(exam, user)

    new = reset_practice(old.pk, cause=cause(user=user))

    assert new != old
    assert marked() == [of_another, at_another, new]


def test_the_one_before_a_removed_attempt_is_the_newest_again():
    exam, user = make_exam(), make_user()
    first, gone, second = superseded(exam, user), superseded(exam, user, removed_at=T0), superseded(exam, user)
    third = make_attempt(exam, user)
    after = []

    for attempt in (third, first, second):
        remove_attempt(attempt.pk, cause=STAFF)
        after.append(marked())

    assert after == [[second], [second], []]
    assert not Attempt.everything.filter(pk=gone.pk, newest_in__isnull=False).exists()


def test_handing_on_does_not_count_as_a_change_of_the_older_attempt():
    exam, user = make_exam(), make_user()
    old, new = superseded(exam, user), make_attempt(exam, user)

    remove_attempt(new.pk, cause=STAFF)

    assert Attempt.objects.get().modified == old.modified


@pytest.mark.parametrize("number", range(5))
def test_a_removal_and_a_new_attempt_at_once_leave_one_newest(number):
    exam, user = make_practice_exam(), make_user()
    superseded(exam, user)
    last = superseded(exam, user)

    at_once(removing(last), creating(exam, user), removing(last))

    assert marked() == [Attempt.objects.order_by("-pk").first()]
    assert newest.count_wrong() == 0


@pytest.mark.parametrize("number", range(5))
def test_two_attempts_removed_at_once_leave_the_third(number):
    exam, user = make_exam(), make_user()
    first, second = superseded(exam, user), superseded(exam, user)
    third = make_attempt(exam, user)

    at_once(removing(third), removing(second))

    assert marked() == [first]


def test_a_repair_mends_what_was_written_past_the_use_cases():
    exam, user = make_exam(), make_user()
    kept, deleted = superseded(exam, user), make_attempt(exam, user)
    doubled, right = superseded(exam, other := make_user()), make_attempt(exam, other)
    unmarked, elsewhere = make_attempt(), make_attempt()
    removed = make_attempt()
    deleted.delete()
    Attempt.everything.filter(pk=unmarked.pk).update(newest_in=None)
    Attempt.everything.filter(pk__in=[doubled.pk, elsewhere.pk]).update(newest_in=OTHER)
    Attempt.everything.filter(pk=removed.pk).update(removed_at=T0)

    wrong, mended = newest.count_wrong(), newest.repair()

    assert (wrong, mended, newest.count_wrong()) == (5, 5, 0)
    assert marked() == [kept, right, unmarked, elsewhere]
    assert {row.newest_in for row in marked()} == {COURSE}


def test_a_repair_that_waits_for_a_new_attempt_does_not_mark_the_one_before_it(monkeypatch):
    exam, user = make_practice_exam(), make_user()
    superseded(exam, user)
    inserted, announce = threading.Event(), insert.log.announce

    def slow(*values: Any) -> None:
        announce(*values)
        inserted.set()
        time.sleep(0.4)

    monkeypatch.setattr(insert.log, "announce", slow)

    def mend() -> None:
        assert inserted.wait(30)
        newest.mend({(user.pk, exam.pk)})

    new, _mended = at_once(creating(exam, user), mend)

    assert marked() == [new]
    assert newest.count_wrong() == 0


def test_a_repair_can_be_done_in_portions():
    attempts = [make_attempt() for _ in range(5)]
    Attempt.everything.update(newest_in=None)

    assert [newest.repair(most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert marked() == attempts


def test_reconciling_repairs_unless_it_is_to_change_nothing():
    attempt = make_attempt()
    Attempt.everything.update(newest_in=None)

    found = [reconcile(T0, dry_run=dry_run).listed for dry_run in (True, False, True)]

    assert found == [1, 1, 0]
    assert marked() == [attempt]


@pytest.mark.slow
def test_attempts_of_an_older_version_are_marked_when_the_tables_are_migrated_even_by_a_second_try():
    exam, user = make_exam(), make_user()
    superseded(exam, user)
    new = make_attempt(exam, user)
    make_attempt(removed_at=T0)
    executor = MigrationExecutor(connection)
    leaves = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "proctoring"]
    executor.migrate([("proctoring", "0003_circuit")])
    with_column = [("proctoring", "0004_newest_in")]
    MigrationExecutor(connection).migrate(with_column)
    index = next(each for each in Attempt._meta.indexes if each.name == "proctoring_attempt_listing")
    with connection.schema_editor() as of_an_interrupted_migration:
        of_an_interrupted_migration.add_index(Attempt, index)

    executor = MigrationExecutor(connection)
    executor.migrate(leaves)

    assert marked() == list(Attempt.everything.filter(pk=new.pk, newest_in=F("exam__course_id")))
    assert newest.count_wrong() == 0
