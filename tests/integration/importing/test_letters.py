"""Codes whose letters differ in case only: on MySQL and MariaDB the older installation took them for the same."""

import pytest
from django.db import connection

from proctoring_host.models import Review, ReviewComment, Revision
from tests.factories import make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import ATTEMPT, COMMENT, REVIEW, REVIEW_ARCHIVE, OldSite

pytestmark = pytest.mark.django_db
CODE = "ABCDEF00-0000-4000-9000-000000000001"


@pytest.fixture
def folds() -> bool:
    return connection.vendor == "mysql"


@pytest.fixture
def attempt(old: OldSite) -> int:
    return old.attempt(old.exam(), make_user().pk, attempt_code=CODE)


@pytest.mark.parametrize("gone", [False, True])
def test_a_review_of_a_code_in_other_letters_finds_its_attempt(
    old: OldSite, run: Run, folds: bool, attempt: int, gone: bool
) -> None:
    review = old.row(REVIEW, attempt_code=CODE.lower(), review_status="Suspicious")
    old.row(REVIEW_ARCHIVE, attempt_code=CODE.lower())
    old.row(COMMENT, review_id=review, status="Suspicious")
    if gone:
        old.trail(attempt, "submitted", history_type="-")
        old.delete(ATTEMPT, attempt)

    _, code = run()

    found = list(Review.objects.values_list("attempt__code", "attempt_code", "status"))
    assert found == ([(CODE, CODE, "suspicious")] if folds else [])
    assert list(Revision.objects.values_list("object_id", "action")) == (
        [(Review.objects.get().pk, "created")] if folds else []
    )
    assert ReviewComment.objects.count() == int(folds)
    assert (code, run("--verify")[1]) == (0, 0)


def test_of_several_reviews_of_an_attempt_the_newest_counts(old: OldSite, run: Run, folds: bool, attempt: int) -> None:
    old.row(REVIEW, attempt_code=CODE, review_status="Clean")
    old.row(REVIEW, attempt_code=CODE.lower(), review_status="Suspicious")

    report, _ = run()

    assert Review.objects.get().status == ("suspicious" if folds else "passed")
    assert report["tables"]["reviews"]["conflicts"] == 0
