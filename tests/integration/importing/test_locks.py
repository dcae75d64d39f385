"""What an import holds, in the order in which requests take it: attempts, the newest first, and then what is theirs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import ATTEMPT, REVIEW, OldSite

pytestmark = pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="one writer at a time locks no rows"
)


def locked(queries: CaptureQueriesContext) -> list[tuple[str, str]]:
    """The tables whose rows were locked, and in which order of their keys; a query of nothing but keys calls them 1."""
    statements = [query["sql"].replace("`", '"') for query in queries if "FOR UPDATE" in query["sql"]]
    return [
        (sql.split(' FROM "')[1].split('"')[0], "".join(re.findall(r'(?:"id"|BY 1) (ASC|DESC)', sql)))
        for sql in statements
    ]


def test_attempts_are_held_before_a_review_of_theirs_that_changed(old: OldSite, run: Run) -> None:
    exam, learner = old.exam(), make_user()
    beside = {"attempt_code": old.code(old.attempt(exam, learner.pk)), "exam_id": exam, "student_id": learner.pk}
    review = old.row(REVIEW, **beside)
    run()
    old.change(REVIEW, review, review_status="Suspicious", modified=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        run()

    # MySQL and MariaDB are asked twice for the attempts: `lock_together` tells why.
    assert [*dict(locked(queries))] == ["proctoring_host_attempt", "proctoring_host_review"]


def test_attempts_that_changed_are_held_from_the_newest_to_the_oldest(old: OldSite, run: Run) -> None:
    exam = old.exam()
    attempts = [old.attempt(exam, make_user().pk) for _ in range(2)]
    run()
    for attempt in attempts:
        old.change(ATTEMPT, attempt, status="rejected", modified=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        run()

    assert set(locked(queries)) == {("proctoring_host_attempt", "DESC")}
