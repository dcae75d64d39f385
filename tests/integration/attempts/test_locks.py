"""Whoever locks several attempts takes the newest first, whatever way a database has to find them."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from proctoring_host.attempts.locks import lock_together
from proctoring_host.models import Attempt, Exam
from tests.factories import make_attempt, make_exam, make_user
from tests.integration.attempts.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("vendor"),
    pytest.mark.skipif(not connection.features.has_select_for_update, reason="one writer at a time locks no rows"),
]
ENOUGH = 2000
"""So many other attempts that no database would rather read the whole table."""
ANALYZE = {"mysql": "ANALYZE TABLE proctoring_host_attempt", "postgresql": "ANALYZE proctoring_host_attempt"}


def copies(of: Attempt, exams: Sequence[Exam], users: Sequence[int], number: int) -> None:
    columns = {f.attname: getattr(of, f.attname) for f in Attempt._meta.concrete_fields if not f.primary_key}
    of_each = [(exams[n % len(exams)].pk, users[n % len(users)], f"{of.pk}.{n}") for n in range(number)]
    Attempt.everything.bulk_create(
        Attempt(**{**columns, "exam_id": exam_id, "user_id": user_id, "code": code, "external_id": code})
        for exam_id, user_id, code in of_each
    )


@pytest.fixture
def attempts() -> list[Attempt]:
    """Of one learner, from the oldest to the newest, at two exams and in two statuses, on a site with many others."""
    mine, exams = make_user(), [make_exam(), make_exam()]
    places = [(exams[1], "created"), (exams[0], "started"), (exams[1], "created"), (exams[0], "created")]
    made = [make_attempt(exam, mine, external_id=None, live_key=None, newest_in=None) for exam, _status in places]
    for attempt, (_exam, status) in zip(made, places, strict=True):
        Attempt.everything.filter(pk=attempt.pk).update(status=status)
    other = make_attempt(live_key=None, newest_in=None)
    copies(other, [make_exam() for _ in range(20)], [make_user().pk for _ in range(37)], ENOUGH)
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE[connection.vendor])
    return made


def of_exams(attempts: Sequence[Attempt]) -> QuerySet[Attempt]:
    """As a change of exams looks for them."""
    return Attempt.objects.filter(exam_id__in={each.exam_id for each in attempts}, status__in=["created", "started"])


def of_pairs(attempts: Sequence[Attempt]) -> QuerySet[Attempt]:
    """As allowances do."""
    exams, users = {each.exam_id for each in attempts}, {each.user_id for each in attempts}
    return Attempt.objects.filter(exam_id__in=exams, user_id__in=users)


@pytest.mark.parametrize("rows", [of_exams, of_pairs])
def test_who_waits_for_an_attempt_holds_the_newer_ones_and_none_that_is_older(
    attempts: list[Attempt], rows: Callable[[Sequence[Attempt]], QuerySet[Attempt]]
) -> None:
    ids = [attempt.pk for attempt in attempts]
    has_first, seen = threading.Event(), list[int]()

    def hold() -> None:
        with transaction.atomic():
            list(Attempt.everything.select_for_update().filter(pk=ids[1]))
            has_first.set()
            time.sleep(0.5)
            free = Attempt.everything.select_for_update(skip_locked=True)
            seen.extend(pk for pk in ids if not list(free.filter(pk=pk)))

    def lock_all() -> list[int]:
        has_first.wait(timeout=10)
        with transaction.atomic():
            return [attempt.pk for attempt in lock_together(rows(attempts))]

    _, locked = at_once(hold, lock_all)

    assert (locked, seen) == (ids[::-1], ids[2:])
