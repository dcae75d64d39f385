"""Running it again: after nothing, after changes in the source, after changes here, after an interruption."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.importing.stages.exams import Exams
from proctoring_host.models import (
    Allowance,
    Attempt,
    Exam,
    ImportedRow,
    Pseudonym,
    Review,
    ReviewComment,
    ReviewPolicy,
    Revision,
    Transition,
)
from tests.factories import cause, make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import (
    ALLOWANCE,
    ALLOWANCE_ARCHIVE,
    ATTEMPT,
    COMMENT,
    EXAM_TRAIL,
    OLD,
    POLICY,
    POLICY_ARCHIVE,
    REVIEW,
    REVIEW_ARCHIVE,
    OldSite,
)

pytestmark = pytest.mark.django_db
OURS = (Exam, ReviewPolicy, Allowance, Attempt, Review, ReviewComment, Revision, Transition, Pseudonym, ImportedRow)


def everything_here() -> dict[str, list[dict]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in OURS}


@pytest.fixture
def full(old: OldSite, settings) -> OldSite:
    """Every table has rows."""
    settings.PROCTORING_USER_OBFUSCATION_KEY = "a key of nobody"
    author = make_user()
    for number in range(3):
        exam = old.exam(time_limit_mins=30 + number)
        old.row(EXAM_TRAIL, id=exam, content_id="x")
        policy = old.row(POLICY, proctored_exam_id=exam, set_by_user_id=author.pk)
        old.row(POLICY_ARCHIVE, original_id=policy, proctored_exam_id=exam, set_by_user_id=author.pk)
        for turn in range(3):
            learner = make_user()
            allowance = old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk)
            old.row(ALLOWANCE_ARCHIVE, allowance_id=allowance, proctored_exam_id=exam, user_id=learner.pk)
            attempt = old.attempt(exam, learner.pk, review_policy_id=policy)
            old.trail(attempt, "created", history_type="+", history_date=OLD - timedelta(hours=1))
            old.trail(attempt, "submitted")
            review = old.row(REVIEW, attempt_code=old.code(attempt), exam_id=exam, student_id=learner.pk)
            old.row(COMMENT, review_id=review)
            old.row(REVIEW_ARCHIVE, attempt_code=old.code(attempt), exam_id=exam, student_id=learner.pk)
            if turn == 2:
                old.trail(attempt, "submitted", history_type="-")
                old.delete(ATTEMPT, attempt)
    return old


def numbers(report: dict, what: str) -> dict[str, int]:
    return {name: table[what] for name, table in report["tables"].items() if table[what]}


@pytest.mark.parametrize("size", ["1", "2", "500"])
def test_a_second_run_changes_nothing_and_the_source_is_never_written_to(full, run: Run, size) -> None:
    source = full.everything()
    first, code = run("--batch-size", size)
    before = everything_here()

    second, code_of_second = run("--batch-size", size)

    assert (code, code_of_second) == (0, 0)
    assert numbers(first, "new").keys() == first["tables"].keys()
    assert everything_here() == before
    assert numbers(second, "new") == numbers(second, "changed") == {}
    assert numbers(second, "unchanged") == numbers(first, "new")
    assert full.everything() == source


def test_a_comparison_finds_every_row_the_same(full, run: Run) -> None:
    run()
    before = everything_here()

    report, code = run("--verify")

    assert (code, everything_here()) == (0, before)
    verdicts = {name: table["reasons"]["verdicts"] for name, table in report["tables"].items()}
    assert all(set(found) == {"same"} for found in verdicts.values())


def test_a_rehearsal_counts_the_same_and_writes_nothing(full, run: Run) -> None:
    before = everything_here()

    rehearsal, code = run("--dry-run", "--batch-size", "2")

    assert (code, everything_here()) == (0, before)
    real, _ = run()
    assert rehearsal["tables"] == real["tables"]


def test_a_comparison_before_the_import_says_what_is_missing(full, run: Run) -> None:
    report, code = run("--verify")

    assert code == 1
    assert report["tables"]["exams"]["reasons"]["verdicts"] == {"not taken over yet": 3}


def test_what_changed_in_the_source_is_followed(full, run: Run) -> None:
    run()
    attempt = Attempt.objects.order_by("id").first()
    old_id = ImportedRow.objects.get(table="attempts", new_id=attempt.pk).old_id
    full.change(ATTEMPT, old_id, status="verified", modified=OLD + timedelta(days=9))
    full.trail(old_id, "verified")

    compared, code_of_comparison = run("--verify")
    report, code = run()

    attempt.refresh_from_db()
    assert (code_of_comparison, code) == (1, 0)
    assert compared["tables"]["attempts"]["reasons"]["verdicts"]["changed in the source since"] == 1
    assert (attempt.status, attempt.modified) == ("verified", OLD + timedelta(days=9))
    assert attempt.transitions.last().to_status == "verified"
    assert (numbers(report, "changed"), numbers(report, "new")) == ({"attempts": 1}, {"attempt history": 1})
    assert run("--verify")[1] == 0


def test_a_new_attempt_in_the_source_becomes_the_live_one(old, run: Run) -> None:
    learner, exam = make_user(), old.exam(is_practice_exam=True)
    first = old.attempt(exam, learner.pk)
    run()
    second = old.attempt(exam, learner.pk, created=OLD + timedelta(days=1))

    report, code = run()

    live = {attempt.code: bool(attempt.live_key) for attempt in Attempt.objects.all()}
    assert (code, live) == (0, {old.code(first): False, old.code(second): True})
    assert report["tables"]["attempts"]["conflicts"] == 0


def test_what_was_changed_here_is_left_alone_and_told_where_the_source_changed_too(full, run: Run) -> None:
    run()
    mine, both = Allowance.objects.order_by("id")[:2]
    for allowance in (mine, both):
        allowance.value = "99"
        allowance.save()
    full.change(ALLOWANCE, ImportedRow.objects.get(table="allowances", new_id=both.pk).old_id, value="30")

    report, code = run()
    compared, _ = run("--verify")

    assert code == 1
    assert set(Allowance.objects.filter(value="99")) == {mine, both}
    assert report["tables"]["allowances"]["reasons"]["conflicts"] == {"changed in the source, and here as well": 1}
    verdicts = compared["tables"]["allowances"]["reasons"]["verdicts"]
    assert (verdicts["changed here since"], verdicts["changed in the source and here since"]) == (1, 1)


def test_a_row_that_was_changed_here_alone_is_no_problem(full, run: Run) -> None:
    run()
    Exam.objects.update(exam_name="Renamed here")

    assert run("--verify")[1] == 0
    assert run()[1] == 0
    assert set(Exam.objects.values_list("exam_name", flat=True)) == {"Renamed here"}


def test_what_is_taken_away_in_the_source_is_taken_away_here(full, run: Run) -> None:
    run()
    entries = list(ImportedRow.objects.filter(table="allowances").order_by("old_id")[:2])
    for entry in entries:
        full.delete(ALLOWANCE, entry.old_id)
    kept = Allowance.objects.get(pk=entries[1].new_id)
    kept.value = "99"
    kept.save()

    compared, code_of_comparison = run("--verify")
    report, code = run()

    assert (code_of_comparison, code) == (1, 1)
    assert compared["tables"]["allowances"]["reasons"]["verdicts"]["gone in the source since"] == 2
    assert not Allowance.objects.filter(pk=entries[0].new_id).exists()
    assert Allowance.objects.filter(pk=entries[1].new_id).exists()
    assert report["tables"]["allowances"]["removed"] == 1
    assert report["tables"]["allowances"]["reasons"]["conflicts"] == {"is gone in the source, and changed here": 1}


def test_an_attempt_that_is_removed_in_the_source_later_is_removed_here(full, run: Run) -> None:
    run()
    attempt = Attempt.objects.first()
    old_id = ImportedRow.objects.get(table="attempts", new_id=attempt.pk).old_id
    full.trail(old_id, "submitted", history_type="-", history_date=OLD + timedelta(days=3))
    full.delete(ATTEMPT, old_id)

    report, code = run()

    attempt.refresh_from_db()
    assert code == 0
    assert (attempt.removed_at, attempt.live_key) == (OLD + timedelta(days=3), None)
    assert numbers(report, "changed")["removed attempts"] == 1
    assert not Attempt.everything.exclude(removed_at=None).get(pk=attempt.pk).review.is_active


def test_an_interrupted_run_is_told_and_goes_on_later(full, run: Run, monkeypatch) -> None:
    translate = Exams.translate

    def stop_at_the_second(stage: Exams, rows):
        if ImportedRow.objects.exists():
            raise KeyboardInterrupt
        return translate(stage, rows)

    monkeypatch.setattr(Exams, "translate", stop_at_the_second)
    report, code = run("--batch-size", "1")
    monkeypatch.undo()

    assert (code, report["interrupted"], Exam.objects.count()) == (130, True, 1)
    again, code = run("--batch-size", "1")
    assert code == 0
    assert (again["tables"]["exams"]["unchanged"], again["tables"]["exams"]["new"]) == (1, 2)
    assert run("--verify")[1] == 0


def test_exams_that_were_published_here_before_stay_as_they_were_published(old, run: Run) -> None:
    Exam.objects.create(course_id="c", content_id="x", exam_name="New name", time_limit_mins=10, backend="fake")
    exam = old.exam(course_id="c", content_id="x", exam_name="Old name")
    old.attempt(exam, make_user().pk)

    report, code = run()

    made = Exam.objects.get()
    assert (code, made.exam_name, made.attempts.count()) == (0, "New name", 1)
    assert report["tables"]["exams"]["met"] == 1
    assert run("--verify")[0]["tables"]["exams"]["reasons"]["verdicts"] == {
        "had been here before, and was left alone": 1
    }


class TestRunningAttempts:
    """Attempts that were under way when the source was read."""

    def test_a_running_attempt_keeps_its_clock(self, old, run: Run) -> None:
        """An allowance or a due date that came after the start counted for nothing there, and it is not known which."""
        started = timezone.now() - timedelta(minutes=20)
        learner, exam = make_user(), old.exam(time_limit_mins=90)
        old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, value="30")
        old.attempt(
            exam, learner.pk, status="started", started_at=started, completed_at=None, allowed_time_limit_mins=50
        )

        run()

        attempt = Attempt.objects.get()
        assert attempt.deadline_at == started + timedelta(minutes=50)

    def test_one_without_minutes_gets_what_a_start_would_have_given(self, old, run: Run) -> None:
        started = timezone.now() - timedelta(minutes=20)
        learner, exam = make_user(), old.exam(time_limit_mins=90)
        old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, value="30")
        old.attempt(
            exam, learner.pk, status="started", started_at=started, completed_at=None, allowed_time_limit_mins=None
        )

        run()

        assert Attempt.objects.get().deadline_at == started + timedelta(minutes=120)

    def test_one_whose_time_is_just_up_goes_on_running(self, old, run: Run) -> None:
        """The worker ends it, and vendor and learner hear of it as of any other."""
        started = timezone.now() - timedelta(hours=3)
        old.attempt(old.exam(), make_user().pk, status="started", started_at=started, completed_at=None)

        report, _ = run()

        attempt = Attempt.objects.get()
        assert (attempt.status, attempt.completed_at) == (Status.STARTED, None)
        assert list(report["tables"]["attempts"]["reasons"]["notes"]) == [
            "while it is running: the worker ends it when its time is up"
        ]

    @pytest.mark.parametrize(("keeps", "status"), [(False, "submitted"), (True, "timed_out")])
    def test_one_whose_time_was_up_long_ago_is_ended_without_a_word(
        self, old, run: Run, vendor, settings, keeps, status
    ) -> None:
        settings.PROCTORING_SETTINGS = {"ALLOW_TIMED_OUT_STATE": keeps}
        pk = old.attempt(old.exam(), make_user().pk, status="started", completed_at=None)
        old.trail(pk, "created", history_type="+", history_date=OLD)
        old.trail(pk, "started", history_date=OLD)

        _, code = run()
        again, code_of_second = run()

        attempt = Attempt.objects.get()
        over = OLD + timedelta(minutes=90)
        assert (code, code_of_second, attempt.status, attempt.timed_out_at) == (0, 0, status, over)
        assert attempt.completed_at == (None if keeps else over)
        log = [(t.from_status, t.to_status, t.actor) for t in attempt.transitions.all()]
        assert log == [
            ("", "created", Actor.SYSTEM),
            ("created", "started", Actor.SYSTEM),
            ("started", status, Actor.CLOCK),
        ]
        assert vendor.calls == []
        assert again["tables"]["attempts"]["unchanged"] == 1
        assert run("--verify")[1] == 0

    def test_one_that_waits_to_be_resumed_keeps_its_seconds(self, old, run: Run) -> None:
        from proctoring_host.attempts.create import create_attempt

        learner = make_user()
        old.attempt(
            old.exam(), learner.pk, status="error", ready_to_resume=True, is_resumable=True, time_remaining_seconds=610
        )
        run()

        resumed = create_attempt(
            Exam.objects.get().pk, learner.pk, taking_as_proctored=True, cause=cause(at=timezone.now())
        )

        assert resumed.saved_seconds == 610


def test_a_batch_takes_as_many_questions_whatever_its_size(old: OldSite, run: Run, settings) -> None:
    settings.PROCTORING_USER_OBFUSCATION_KEY = "a key of nobody"
    exam = old.exam()

    def questions_for(learners: int) -> int:
        for learner in [make_user() for _ in range(learners)]:
            old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk)
            attempt = old.attempt(exam, learner.pk)
            old.trail(attempt, "created", history_type="+")
            old.row(COMMENT, review_id=old.row(REVIEW, attempt_code=old.code(attempt), exam_id=exam))
        with CaptureQueriesContext(connection) as seen:
            run()
        return len(seen)

    questions_for(1)
    assert questions_for(2) == questions_for(20)
