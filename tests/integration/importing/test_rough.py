"""Sources with rows that do not fit, sites that are at work meanwhile, and learners who were forgotten."""

from datetime import timedelta

import pytest
from django.db import connection

from proctoring_host.domain.statuses import Status
from proctoring_host.importing.stages.exams import Exams
from proctoring_host.models import Allowance, Attempt, Exam, Review, ReviewComment, Revision
from proctoring_host.people.forget import forget_learner
from tests.factories import make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import (
    ALLOWANCE,
    ALLOWANCE_ARCHIVE,
    ATTEMPT,
    COMMENT,
    OLD,
    REVIEW,
    REVIEW_ARCHIVE,
    OldSite,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", ["1", "500"])
def test_of_several_reviews_of_an_attempt_the_newest_counts(old: OldSite, run: Run, size) -> None:
    exam = old.exam()
    code = old.code(old.attempt(exam, make_user().pk))
    for status in ("Clean", "Suspicious"):
        review = old.row(REVIEW, attempt_code=code, review_status=status, exam_id=exam)
        old.row(COMMENT, review_id=review, comment=status)

    rehearsal, _ = run("--batch-size", size, "--dry-run")
    report, exit_code = run("--batch-size", size)
    again, _ = run("--batch-size", size)

    assert (exit_code, Review.objects.get().status) == (0, "suspicious")
    assert [row.comment for row in ReviewComment.objects.all()] == ["Suspicious"]
    assert report["tables"]["reviews"]["reasons"]["skipped"] == {"a newer one of the same attempt counts": 1}
    assert rehearsal["tables"] == report["tables"]
    assert again["tables"]["reviews"]["unchanged"] == 1


def test_an_older_attempt_is_live_again_when_the_newer_one_is_removed_in_the_source(old: OldSite, run: Run) -> None:
    learner, exam = make_user(), old.exam(is_practice_exam=True)
    first = old.attempt(exam, learner.pk)
    second = old.attempt(exam, learner.pk, created=OLD + timedelta(days=1))
    old.trail(second, "submitted")
    run()
    old.trail(second, "submitted", history_type="-")
    code_of_second = old.code(second)
    old.delete(ATTEMPT, second)

    report, exit_code = run()

    live = {attempt.code: bool(attempt.live_key) for attempt in Attempt.everything.all()}
    assert (exit_code, live) == (0, {old.code(first): True, code_of_second: False})
    assert "as an older one" not in str(report["tables"]["attempts"]["reasons"]["notes"])
    assert run("--verify")[1] == 0


def test_a_learner_who_was_forgotten_here_does_not_come_back(old: OldSite, run: Run) -> None:
    learner = make_user()
    exam = old.exam()
    old_allowance = old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, value="a secret")
    old.row(ALLOWANCE_ARCHIVE, allowance_id=old_allowance, proctored_exam_id=exam, user_id=learner.pk, value="a secret")
    attempt = old.attempt(exam, learner.pk)
    raw = '{"said": "a secret"}'
    beside = {"attempt_code": old.code(attempt), "exam_id": exam, "student_id": learner.pk, "raw_data": raw}
    old_review = old.row(REVIEW, **beside)
    archived = old.row(REVIEW_ARCHIVE, **beside)
    remark = old.row(COMMENT, review_id=old_review, comment="a secret")
    old.trail(attempt, "submitted", history_change_reason="a secret", history_type="+")
    run()
    forget_learner(learner.pk)

    unchanged = run()
    old.change(REVIEW, old_review, modified=OLD + timedelta(days=1), review_status="Suspicious")
    old.change(REVIEW_ARCHIVE, archived, review_status="Suspicious")
    old.change(COMMENT, remark, stop_time=9)
    old.change(ALLOWANCE, old_allowance, modified=OLD + timedelta(days=1))
    changed = run()

    kept = [
        *Allowance.objects.values_list("value", flat=True),
        *Review.objects.values_list("raw_data", flat=True),
        *ReviewComment.objects.values_list("comment", flat=True),
        *Attempt.objects.get().transitions.values_list("reason", flat=True),
        *Revision.objects.values_list("values", flat=True),
    ]
    assert "a secret" not in str(kept)
    assert (unchanged[1], changed[1]) == (0, 1)


def test_a_learner_who_was_forgotten_on_both_sides_is_no_conflict(old: OldSite, run: Run) -> None:
    learner = make_user()
    exam = old.exam()
    allowance = old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, value="30")
    run()
    forget_learner(learner.pk)
    old.change(ALLOWANCE, allowance, value="", modified=OLD + timedelta(days=1))

    _, code_of_comparison = run("--verify")
    report, code = run()

    assert (code_of_comparison, code) == (1, 0)
    assert report["tables"]["allowances"]["conflicts"] == 0
    assert run("--verify")[1] == 0


def test_rows_that_come_while_it_runs_are_not_missing(old: OldSite, run: Run, monkeypatch) -> None:
    old.exam()
    translate = Exams.translate
    late = iter([1])

    def with_a_new_exam(stage: Exams, rows):
        for _ in late:
            old.exam()
        return translate(stage, rows)

    monkeypatch.setattr(Exams, "translate", with_a_new_exam)

    report, code = run("--batch-size", "1")

    table = report["tables"]["exams"]
    assert (code, table["source"], table["read"], table["unaccounted"]) == (0, 2, 2, 0)
    assert Exam.objects.count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes any number")
@pytest.mark.parametrize("size", ["1", "500"])
def test_a_row_that_the_database_does_not_take_is_told_and_the_others_are_taken_over(
    old: OldSite, run: Run, size
) -> None:
    exam = old.exam()
    fine = old.attempt(exam, make_user().pk)
    refused = old.attempt(exam, make_user().pk, allowed_time_limit_mins=2_000_000_000, started_at=None)
    also_fine = old.attempt(exam, make_user().pk)

    report, code = run("--batch-size", size)

    assert code == 1
    assert set(Attempt.objects.values_list("code", flat=True)) == {old.code(fine), old.code(also_fine)}
    attempts = report["tables"]["attempts"]
    assert attempts["reasons"]["conflicts"] == {"the database does not take it": 1}
    assert attempts["samples"]["the database does not take it"] == [refused]
    assert attempts["unaccounted"] == 0


@pytest.mark.parametrize("size", ["1", "500"])
def test_two_removed_attempts_of_one_code_are_told_and_the_others_are_taken_over(old: OldSite, run: Run, size) -> None:
    exam = old.exam()
    for code in ("SHARED", "SHARED", "OTHER"):
        attempt = old.attempt(exam, make_user().pk, attempt_code=code)
        old.trail(attempt, "submitted", history_type="-")
        old.delete(ATTEMPT, attempt)

    report, code = run("--batch-size", size)

    assert code == 1
    assert set(Attempt.everything.values_list("code", flat=True)) == {"SHARED", "OTHER"}
    assert report["tables"]["removed attempts"]["conflicts"] == 1
    assert report["tables"]["removed attempts"]["unaccounted"] == 0
    assert Attempt.everything.filter(status=Status.SUBMITTED).count() == 2
