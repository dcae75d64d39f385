"""What becomes of the rows of the older tables."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from proctoring_host.attempts import newest
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.errors import BackendError
from proctoring_host.models import (
    Allowance,
    Attempt,
    Effect,
    Exam,
    Pseudonym,
    Review,
    ReviewComment,
    ReviewPolicy,
    Revision,
    Transition,
)
from tests.factories import COURSE, make_attempt, make_exam, make_user
from tests.integration.importing.old_tables import (
    ALLOWANCE,
    ALLOWANCE_ARCHIVE,
    ATTEMPT,
    ATTEMPT_TRAIL,
    COMMENT,
    EXAM_TRAIL,
    OLD,
    POLICY,
    POLICY_ARCHIVE,
    REVIEW,
    REVIEW_ARCHIVE,
)

pytestmark = pytest.mark.django_db


def test_an_exam_with_its_policy_and_an_allowance(old, run) -> None:
    author, learner = make_user(), make_user()
    exam = old.exam(content_id="midterm", external_id="ext-1", due_date=OLD, hide_after_due=True)
    old.row(POLICY, proctored_exam_id=exam, set_by_user_id=author.pk, review_policy="Open book")
    old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, key="color of the paper", value="yellow")

    report, code = run()

    assert code == 0
    made = Exam.objects.get(content_id="midterm")
    assert (made.course_id, made.external_id, made.due_date, made.backend) == (COURSE, "ext-1", OLD, "fake")
    assert (made.is_proctored, made.is_active, made.hide_after_due, made.created) == (True, True, True, OLD)
    policy = ReviewPolicy.objects.get()
    assert (policy.exam, policy.text, policy.set_by) == (made, "Open book", author)
    allowance = Allowance.objects.get()
    assert (allowance.user, allowance.key, allowance.value) == (learner, "color of the paper", "yellow")
    assert report["tables"]["exams"]["new"] == 1


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ELIGIBLE, Status.EXPIRED}))
def test_every_status_stays_and_so_do_codes_ids_flags_and_times(old, run, status) -> None:
    learner = make_user()
    started = timezone.now() - timedelta(minutes=10)
    pk = old.attempt(
        old.exam(),
        learner.pk,
        status=status,
        external_id="locator",
        started_at=started,
        completed_at=OLD,
        is_resumable=True,
        ready_to_resume=True,
        time_remaining_seconds=77,
        is_status_acknowledged=True,
        modified=OLD,
    )

    _, code = run()

    attempt = Attempt.objects.get()
    assert code == 0
    assert (attempt.status, attempt.code, attempt.external_id) == (status, old.code(pk), "locator")
    assert (attempt.started_at, attempt.completed_at, attempt.modified) == (started, OLD, OLD)
    assert (attempt.allowed_seconds, attempt.deadline_at) == (5400, started + timedelta(minutes=90))
    assert (attempt.is_resumable, attempt.ready_to_resume, attempt.resumed) == (True, True, False)
    assert (attempt.saved_seconds, attempt.is_status_acknowledged, attempt.backend) == (77, True, "fake")


@pytest.mark.parametrize("status", ["eligible", "expired", "from_a_later_version"])
def test_an_attempt_of_a_status_that_is_never_stored_is_left_out_and_told(old, run, status) -> None:
    old.attempt(old.exam(), make_user().pk, status=status)

    report, code = run()

    assert (code, Attempt.everything.count()) == (0, 0)
    assert report["tables"]["attempts"]["reasons"]["skipped"] == {"its status is unknown": 1}


def test_only_the_newest_attempt_is_live(old, run) -> None:
    learner, exam = make_user(), old.exam(is_practice_exam=True)
    latest = old.attempt(exam, learner.pk, created=OLD + timedelta(days=1))
    older = old.attempt(exam, learner.pk, created=OLD, status="onboarding_reset")

    run("--batch-size", "1")

    live = {attempt.code: attempt.live_key for attempt in Attempt.objects.all()}
    made = Exam.objects.get()
    assert live == {old.code(latest): f"{learner.pk}:{made.pk}", old.code(older): None}


@pytest.mark.parametrize("size", ["1", "500"])
def test_listings_find_the_newest_attempt_of_each_learner(old, run, size) -> None:
    learner, exam = make_user(), old.exam()
    for number in range(3):
        old.attempt(exam, learner.pk, created=OLD + timedelta(days=number))
    gone = old.attempt(exam, learner.pk)
    old.trail(gone, "submitted", history_type="-")
    old.delete(ATTEMPT, gone)

    run("--batch-size", size)

    assert newest.count_wrong() == 0
    assert Attempt.everything.filter(newest_in=COURSE).count() == 1


def test_a_resumed_attempt_makes_way_for_the_one_after_it(old, run) -> None:
    learner, exam = make_user(), old.exam()
    old.attempt(exam, learner.pk, status="error", resumed=True, time_remaining_seconds=600)

    run()

    assert Attempt.objects.get().live_key is None


def test_a_learner_who_began_anew_here_keeps_that_attempt(old, run) -> None:
    learner = make_user()
    exam = old.exam(content_id="both")
    present = make_attempt(make_exam(content_id="both"), learner)
    old.attempt(exam, learner.pk)

    report, code = run()

    present.refresh_from_db()
    assert present.live_key
    assert Attempt.objects.exclude(pk=present.pk).get().live_key is None
    assert (code, report["tables"]["exams"]["met"]) == (0, 1)
    assert "as an older one, as the learner has begun anew here" in report["tables"]["attempts"]["reasons"]["notes"]


def test_codes_that_are_missing_too_long_or_shared_are_made(old, run) -> None:
    exam = old.exam()
    shared = old.attempt(exam, make_user().pk, attempt_code="SHARED")
    for code in (None, "L" * 40, "SHARED"):
        old.attempt(exam, make_user().pk, attempt_code=code)

    _, code = run()
    again, _ = run()

    codes = list(Attempt.objects.order_by("id").values_list("code", flat=True))
    assert code == 0
    assert codes[0] == old.code(shared) == "SHARED"
    assert len(set(codes)) == 4
    assert {len(made) for made in codes[1:]} == {36}
    assert again["tables"]["attempts"]["unchanged"] == 4


def test_a_review_with_comments_is_found_by_the_code(old, run) -> None:
    learner, reviewer = make_user(), make_user()
    exam = old.exam()
    attempt = old.attempt(exam, learner.pk, status="rejected")
    raw = (
        '{"reviewStatus": "Suspicious", "examTakerEmail": "ada@example.com", "videoReviewLink": "https://v.example/1"}'
    )
    review = old.row(
        REVIEW,
        attempt_code=old.code(attempt),
        review_status="Suspicious",
        raw_data=raw,
        reviewed_by_id=reviewer.pk,
        student_id=learner.pk,
        exam_id=exam,
        encrypted_video_url=b"c2VjcmV0",
    )
    for text in ("first", "second"):
        old.row(COMMENT, review_id=review, comment=text, status="Suspicious", start_time=4, stop_time=6, duration=2)

    run()

    made = Review.objects.get()
    assert (made.attempt.code, made.attempt_code) == (old.code(attempt), old.code(attempt))
    assert (made.status, made.reviewed_by, made.is_active, made.backend) == (
        ReviewStatus.SUSPICIOUS,
        reviewer,
        True,
        "fake",
    )
    assert made.encrypted_video_url == "anew.c2VjcmV0"
    assert "ada@example.com" not in made.raw_data
    assert "v.example" not in made.raw_data
    comments = [(row.comment, row.start, row.stop, row.duration) for row in made.comments.all()]
    assert comments == [("first", 4.0, 6.0, 2.0), ("second", 4.0, 6.0, 2.0)]


@pytest.mark.parametrize("backend", ["fake", "gone from the configuration"])
def test_a_link_that_cannot_be_encrypted_anew_stays_as_it_is(old, run, vendor, backend) -> None:
    vendor.raises["renew_video_link"] = BackendError("Another key.", backend="fake")
    exam = old.exam(backend=backend)
    code = old.code(old.attempt(exam, make_user().pk))
    old.row(REVIEW, attempt_code=code, exam_id=exam, encrypted_video_url=b"c2VjcmV0")

    report, exit_code = run()

    assert (exit_code, Review.objects.get().encrypted_video_url) == (0, "c2VjcmV0")
    notes = report["tables"]["reviews"]["reasons"]["notes"]
    assert notes == {"with a link to a recording that its backend cannot open": 1}
    assert run("--verify")[1] == 0


def test_a_reviewers_verdict_stays_a_persons_and_a_vendors_stays_a_vendors(old, run) -> None:
    exam = old.exam()
    people = {"person": make_user().pk, "named by the vendor": make_user().pk, "nobody": None}
    raws = {"person": "{}", "named by the vendor": '{"reviewed_by": "a@b.example"}', "nobody": "{}"}
    for who, pk in people.items():
        code = old.code(old.attempt(exam, make_user().pk))
        old.row(REVIEW, attempt_code=code, reviewed_by_id=pk, raw_data=raws[who], exam_id=exam)

    run()

    decided = Revision.objects.filter(kind="review")
    assert [revision.changed_by_id for revision in decided] == [people["person"]]
    assert "delivery" not in decided[0].values


def test_a_removed_attempt_stays_with_its_log_and_its_review(old, run) -> None:
    learner, staff = make_user(), make_user()
    exam = old.exam()
    attempt = old.attempt(exam, learner.pk, status="submitted")
    code = old.code(attempt)
    old.trail(attempt, "created", history_type="+")
    old.trail(attempt, "submitted")
    gone = OLD + timedelta(days=2)
    old.trail(attempt, "submitted", history_type="-", history_user_id=staff.pk, history_date=gone)
    old.delete(ATTEMPT, attempt)
    old.row(REVIEW, attempt_code=code, is_attempt_active=False, exam_id=exam, student_id=learner.pk)

    report, code_of_run = run()

    removed = Attempt.everything.get()
    assert code_of_run == 0
    assert Attempt.objects.count() == 0
    assert (removed.code, removed.removed_at, removed.live_key) == (code, gone, None)
    assert Review.objects.get().attempt == removed
    assert not Review.objects.get().is_active
    log = [(t.from_status, t.to_status, t.reason, t.actor_user_id) for t in removed.transitions.all()]
    assert log == [
        ("", "created", "", None),
        ("created", "submitted", "", None),
        ("submitted", "submitted", "Removed.", staff.pk),
    ]
    assert report["tables"]["removed attempts"]["new"] == 1


def test_the_history_of_an_attempt_is_its_log_and_savings_without_a_change_are_left_out(old, run) -> None:
    attempt = old.attempt(old.exam(), make_user().pk)
    at = OLD + timedelta(hours=1)
    old.trail(attempt, "created", history_type="+", history_date=OLD, is_resumable=False)
    old.trail(attempt, "started", history_date=at, history_change_reason="by hand")
    old.trail(attempt, "started", history_date=at)
    old.trail(attempt, "started", history_date=at, is_resumable=True, time_remaining_seconds=5)

    report, _ = run("--batch-size", "1")

    log = list(Transition.objects.order_by("id"))
    assert [(t.from_status, t.to_status, t.reason) for t in log] == [
        ("", "created", ""),
        ("created", "started", "by hand"),
        ("started", "started", "Changed: time_remaining_seconds, is_resumable."),
    ]
    assert [t.actor for t in log] == [Actor.SYSTEM, Actor.STAFF, Actor.SYSTEM]
    assert [t.at for t in log] == [OLD, at, at]
    assert report["tables"]["attempt history"]["reasons"]["skipped"] == {"nothing changed in it": 1}


def test_an_attempt_that_ever_timed_out_remembers_it(old, run) -> None:
    attempt = old.attempt(old.exam(), make_user().pk, status="verified", completed_at=None)
    old.trail(attempt, "timed_out", history_date=OLD + timedelta(hours=2))

    run()

    assert Attempt.objects.get().timed_out_at == OLD + timedelta(hours=2)


def test_older_states_become_revisions_at_the_time_they_began(old, run) -> None:
    author, learner = make_user(), make_user()
    exam = old.exam(time_limit_mins=60)
    old.row(EXAM_TRAIL, id=exam, content_id="x", time_limit_mins=45, history_type="+", history_user_id=author.pk)
    policy = old.row(POLICY, proctored_exam_id=exam, set_by_user_id=author.pk, review_policy="third", created=OLD)
    for number, text in enumerate(("first", "second"), start=1):
        old.row(
            POLICY_ARCHIVE,
            original_id=policy,
            proctored_exam_id=exam,
            set_by_user_id=author.pk,
            review_policy=text,
            created=OLD + timedelta(days=number),
        )
    old.row(
        ALLOWANCE_ARCHIVE,
        allowance_id=99,
        proctored_exam_id=exam,
        user_id=learner.pk,
        value="20",
        created=OLD + timedelta(days=5),
    )

    run("--batch-size", "1")

    of_exam = Revision.objects.get(kind="exam")
    assert (of_exam.action, of_exam.values["time_limit_mins"], of_exam.changed_by) == ("created", 45, author)
    of_policy = Revision.objects.filter(kind="reviewpolicy", object_id=ReviewPolicy.objects.get().pk).order_by("id")
    assert [(r.action, r.values["text"], r.at) for r in of_policy] == [
        ("created", "first", OLD),
        ("changed", "second", OLD + timedelta(days=1)),
    ]
    taken_away = Revision.objects.get(kind="allowance")
    assert (taken_away.action, taken_away.values["value"], taken_away.learner) == ("deleted", "20", learner)
    assert taken_away.at == OLD + timedelta(days=5)


def test_older_verdicts_are_revisions_of_the_review_and_count_as_the_vendors(old, run) -> None:
    exam, learner = old.exam(), make_user()
    code = old.code(old.attempt(exam, learner.pk))
    old.row(REVIEW, attempt_code=code, review_status="Clean", exam_id=exam, student_id=learner.pk)
    old.row(REVIEW_ARCHIVE, attempt_code=code, review_status="Suspicious", exam_id=exam, student_id=learner.pk)

    run()

    revision = Revision.objects.get(kind="review", object_id=Review.objects.get().pk)
    assert (revision.values["status"], revision.values["delivery"]) == ("suspicious", "imported")
    assert revision.learner == learner


def test_what_points_to_nothing_is_an_orphan_and_accounted_for(old, run) -> None:
    exam, learner = old.exam(), make_user()
    old.attempt(exam, 10**6)
    old.attempt(10**6, learner.pk)
    old.row(ALLOWANCE, proctored_exam_id=exam, user_id=10**6)
    old.row(REVIEW, attempt_code="nobody's")
    old.row(COMMENT, review_id=10**6)
    old.row(ATTEMPT_TRAIL, id=10**6, user_id=10**6, proctored_exam_id=exam)

    report, code = run()

    tables = report["tables"]
    orphans = {name: table["orphans"] for name, table in tables.items() if table["orphans"]}
    assert code == 0
    assert orphans == {
        "attempts": 2,
        "removed attempts": 1,
        "allowances": 1,
        "reviews": 1,
        "review comments": 1,
        "attempt history": 1,
    }
    assert report["unknown_users"] == [10**6]
    assert Attempt.everything.count() == Allowance.objects.count() == ReviewComment.objects.count() == 0


def test_nobody_hears_of_an_import(old, run, vendor, django_capture_on_commit_callbacks) -> None:
    exam, learner = old.exam(), make_user()
    for status in ("submitted", "verified", "rejected", "error", "declined", "started"):
        attempt = old.attempt(old.exam(), learner.pk, status=status, started_at=timezone.now())
        old.row(REVIEW, attempt_code=old.code(attempt), review_status="Suspicious", exam_id=exam)
        old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, key=status)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        run()

    assert (Effect.objects.count(), mail.outbox, vendor.calls, callbacks) == (0, [], [], [])


@pytest.mark.parametrize(("backend", "hashed"), [("fake", "fake"), (None, "None")])
def test_vendors_go_on_knowing_their_learners(old, run, settings, backend, hashed) -> None:
    import hashlib
    import hmac

    settings.PROCTORING_USER_OBFUSCATION_KEY = "a key of nobody"
    settings.PROCTORING_BACKENDS = {"DEFAULT": "fake", "fake": {}}
    learner = make_user()
    old.attempt(old.exam(backend=backend), learner.pk)

    run()
    settings.PROCTORING_USER_OBFUSCATION_KEY = ""

    known = hmac.new(b"a key of nobody", f"{learner.pk}{hashed}".encode(), hashlib.sha1).hexdigest()
    assert Pseudonym.objects.get(user=learner, backend="fake").value == known


def test_without_the_key_the_report_says_that_names_are_lost(old, run) -> None:
    old.attempt(old.exam(), make_user().pk)

    report, _ = run()

    skipped = report["tables"]["learners' names at vendors"]["reasons"]["skipped"]
    assert skipped == {"PROCTORING_USER_OBFUSCATION_KEY is not set": 1}
