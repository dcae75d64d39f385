"""What the marks of an import are made from. They are kept for years, so a new column must not change old ones."""

import pytest
from django.db import connection
from django.utils import timezone

from proctoring_host.importing.people import People, UsersBy
from proctoring_host.importing.run import STAGES
from proctoring_host.importing.source import Source
from proctoring_host.importing.stages.base import FOLLOWING, Stage
from proctoring_host.importing.world import World
from proctoring_host.models import ImportedRow
from tests.factories import make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import (
    ALLOWANCE,
    ALLOWANCE_ARCHIVE,
    ATTEMPT,
    COMMENT,
    EXAM_TRAIL,
    POLICY,
    POLICY_ARCHIVE,
    REVIEW,
    REVIEW_ARCHIVE,
    OldSite,
)

MARKED = {
    "Allowance": "created exam_id key user_id value",
    "Attempt": "allowed_seconds backend code completed_at created deadline_at exam_id external_id is_resumable "
    "is_sample_attempt is_status_acknowledged live_key ready_to_resume removed_at resumed review_policy_id "
    "saved_seconds started_at status taking_as_proctored timed_out_at user_id",
    "Exam": "backend content_id course_id created due_date exam_name external_id hide_after_due is_active "
    "is_practice_exam is_proctored time_limit_mins",
    "Review": "attempt_code attempt_id backend created encrypted_video_url is_active notes raw_data reviewed_by_id "
    "status",
    "ReviewComment": "comment duration position review_id start status stop",
    "ReviewPolicy": "created exam_id set_by_id text",
    "Revision": "action at changed_by_id kind learner_id object_id values",
    "Transition": "actor actor_user_id at attempt_id correlation_id from_status reason to_status",
}
"""Columns never join these: rows that were taken over before would all look changed. `FOLLOWING` is for new ones."""


@pytest.fixture
def one_of_each(old: OldSite) -> OldSite:
    user = make_user()
    exam = old.exam()
    attempt = old.attempt(exam, user.pk)
    gone = old.attempt(exam, user.pk)
    old.trail(gone, "submitted", history_type="-")
    old.delete(ATTEMPT, gone)
    beside = {"attempt_code": old.code(attempt), "exam_id": exam, "student_id": user.pk}
    review = old.row(REVIEW, **beside)
    old.row(REVIEW_ARCHIVE, **beside)
    old.row(COMMENT, review_id=review, status="Suspicious")
    old.row(EXAM_TRAIL, id=exam, content_id="content", history_type="+")
    policy = old.row(POLICY, proctored_exam_id=exam, set_by_user_id=user.pk)
    old.row(POLICY_ARCHIVE, proctored_exam_id=exam, set_by_user_id=user.pk, original_id=policy)
    allowance = old.row(ALLOWANCE, proctored_exam_id=exam, user_id=user.pk)
    old.row(ALLOWANCE_ARCHIVE, proctored_exam_id=exam, user_id=user.pk, allowance_id=allowance)
    return old


def marked_columns(kind: type[Stage]) -> set[str]:
    columns = {field.attname for field in kind.model._meta.concrete_fields if not field.primary_key}
    return columns - FOLLOWING


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_no_column_joins_those_that_marks_are_made_from(kind: type[Stage]) -> None:
    assert marked_columns(kind) == set(MARKED[kind.model.__name__].split())


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_an_import_fills_every_column_that_marks_are_made_from(
    kind: type[Stage], one_of_each: OldSite, run: Run
) -> None:
    run()
    source = Source(connection)
    stage = kind(World(source, People(source, UsersBy.ID), timezone.now()))

    items = [item for rows in stage.batches(10) for item in stage.translate(rows) if item.skipped is None]

    stage.finish(items)
    assert items
    assert all(set(item.written) - FOLLOWING == marked_columns(kind) for item in items)


def test_every_row_is_found_unchanged_again(one_of_each: OldSite, run: Run) -> None:
    first, _ = run()

    report, code = run("--verify")

    assert ImportedRow.objects.count() == sum(table["new"] for table in first["tables"].values())
    assert code == 0
    assert all(table["unaccounted"] == 0 for table in report["tables"].values())
    assert report["tables"]["removed attempts"]["read"] == 1
