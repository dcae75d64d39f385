"""A vendor's review comes in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group

from proctoring_host import hookimpl
from proctoring_host.backend import Capability
from proctoring_host.data import Review, ReviewComment, ReviewDecision
from proctoring_host.domain.reviews import NEVER_REVIVED
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import AttemptNotFound, ExamNotProctored, ReviewRefused
from proctoring_host.models import Attempt, Effect, Revision, Transition
from proctoring_host.models import Review as ReviewRow
from proctoring_host.registry import Candidate
from proctoring_host.reviews.queries import review_of
from proctoring_host.reviews.receive import receive_review
from tests.factories import T0, cause, make_attempt, make_practice_exam, make_user
from tests.fake_backend import FakeVendor, Listener, using_fake_backend
from tests.integration.reviews.history import history_of

pytestmark = pytest.mark.django_db
COMMENTS = (
    ReviewComment(comment="Looked away", status="Suspicious", start=1.5, stop=3.0, duration=1.5),
    ReviewComment(comment="Fine", status="Good"),
)


def submitted(**fields: Any) -> Attempt:
    return make_attempt(**{"status": Status.SUBMITTED, **fields})


def review_for(attempt: Attempt, status: ReviewStatus = ReviewStatus.PASSED, **fields: Any) -> Review:
    ids = {"attempt_code": attempt.code, "external_id": attempt.external_id or ""}
    return Review(status=status, **{**ids, **fields})


def receive(review: Review, backend: str = "fake") -> ReviewRow:
    return receive_review(review, backend=backend, cause=cause(Actor.VENDOR))


def status_of(attempt: Attempt) -> Status:
    return Status(Attempt.everything.get(pk=attempt.pk).status)


def test_a_review_is_kept_with_its_comments_in_order(vendor: FakeVendor) -> None:
    attempt = submitted()

    receive(review_for(attempt, comments=COMMENTS, encrypted_video_url="sealed", raw={"score": 3}))

    row = review_of(attempt.pk)
    assert row is not None
    assert (row.attempt_code, row.backend, row.status, row.is_active) == (attempt.code, "fake", "passed", True)
    assert (row.raw_data, row.encrypted_video_url) == ('{"score": 3}', "sealed")
    assert [(c.comment, c.status, c.start, c.stop, c.duration) for c in row.comments.all()] == [
        ("Looked away", "Suspicious", 1.5, 3.0, 1.5),
        ("Fine", "Good", 0.0, 0.0, 0.0),
    ]


@pytest.mark.parametrize(
    ("verdict", "became"),
    [
        (ReviewStatus.PASSED, Status.VERIFIED),
        (ReviewStatus.VIOLATION, Status.VERIFIED),
        (ReviewStatus.SUSPICIOUS, Status.SECOND_REVIEW_REQUIRED),
        (ReviewStatus.NOT_REVIEWED, Status.ERROR),
    ],
)
def test_the_verdict_moves_the_attempt(vendor: FakeVendor, verdict, became) -> None:
    attempt = submitted()

    receive(review_for(attempt, verdict))

    moved = Transition.objects.get(attempt=attempt)
    assert status_of(attempt) == became
    assert (moved.actor, moved.to_status) == (Actor.VENDOR, became)
    assert moved.reason


def test_the_backends_own_passing_words_count() -> None:
    attempt = submitted()
    with using_fake_backend(options={"passing_statuses": ["Clean"]}):
        receive(review_for(attempt, ReviewStatus.VIOLATION))

    assert status_of(attempt) == Status.SECOND_REVIEW_REQUIRED


def test_without_second_reviews_a_failure_is_a_rejection(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"REQUIRE_FAILURE_SECOND_REVIEWS": False}
    attempt = submitted()

    receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    assert status_of(attempt) == Status.REJECTED


def test_an_onboarding_that_fails_is_rejected() -> None:
    attempt = submitted(exam=make_practice_exam())
    with using_fake_backend(capabilities=[Capability.ONBOARDING]):
        receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    assert status_of(attempt) == Status.REJECTED


def test_a_pass_without_a_submission_is_an_error(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.STARTED)

    receive(review_for(attempt))

    assert status_of(attempt) == Status.ERROR


def test_an_attempt_whose_time_was_up_counts_as_submitted(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.STARTED, deadline_at=T0)

    receive(review_for(attempt))

    assert status_of(attempt) == Status.VERIFIED


def test_a_review_is_one_mail_and_one_word_to_observers(vendor: FakeVendor) -> None:
    attempt = submitted()

    row = receive(review_for(attempt))

    revision = Revision.objects.get(kind="review", object_id=row.pk)
    told = Effect.objects.get(kind=Kind.REVIEW_OBSERVERS)
    assert Effect.objects.filter(kind=Kind.MAIL).count() == 1
    assert told.key == f"review:{revision.pk}"
    assert told.payload == {"review_id": row.pk, "decision": {"to_status": "verified", "reason": "passed"}}


def test_the_same_review_again_changes_nothing(vendor: FakeVendor) -> None:
    attempt = submitted()
    review = review_for(attempt, comments=COMMENTS, raw={"a": 1}, encrypted_video_url="sealed")
    first = receive(review)
    modified, effects = ReviewRow.objects.get().modified, Effect.objects.count()

    again = receive(review)

    row = ReviewRow.objects.get()
    assert again.pk == first.pk
    assert (row.modified, row.comments.count()) == (modified, 2)
    assert Effect.objects.count() == effects
    assert len(history_of(row)) == Transition.objects.count() == 1


def test_a_renewed_video_link_is_taken_over_and_nothing_else_happens(vendor: FakeVendor) -> None:
    attempt = submitted()
    receive(review_for(attempt, encrypted_video_url="sealed"))
    effects = Effect.objects.count()

    receive(review_for(attempt, encrypted_video_url="sealed anew"))
    receive(review_for(attempt, encrypted_video_url=""))

    assert ReviewRow.objects.get().encrypted_video_url == "sealed anew"
    assert Effect.objects.count() == effects


def test_another_review_replaces_the_first_and_its_comments(vendor: FakeVendor) -> None:
    attempt = submitted()
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS, comments=COMMENTS))

    receive(review_for(attempt, ReviewStatus.PASSED, comments=COMMENTS[1:]))

    row.refresh_from_db()
    first, second = history_of(row)
    assert (row.status, [c.comment for c in row.comments.all()]) == ("passed", ["Fine"])
    assert status_of(attempt) == Status.VERIFIED
    assert (first.action, first.values["status"], first.values["comments"]) == ("created", "suspicious", 2)
    assert (second.action, second.values["status"], second.learner_id) == ("changed", "passed", attempt.user_id)


def test_with_updates_off_the_first_review_stays(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"ALLOW_REVIEW_UPDATES": False}
    attempt = submitted()
    receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    with pytest.raises(ReviewRefused):
        receive(review_for(attempt, ReviewStatus.PASSED))

    assert status_of(attempt) == Status.SECOND_REVIEW_REQUIRED


@pytest.mark.parametrize("ids", [{"attempt_code": ""}, {"external_id": ""}])
def test_one_of_both_ids_is_enough(vendor: FakeVendor, ids) -> None:
    attempt = submitted()

    receive(replace(review_for(attempt), **ids))

    assert status_of(attempt) == Status.VERIFIED


def test_case_is_no_difference(vendor: FakeVendor) -> None:
    attempt = submitted(external_id="AbC-1", code="A0000000-0000-4000-8000-00000000000B")

    receive(Review(status=ReviewStatus.PASSED, attempt_code=attempt.code.lower(), external_id="aBc-1"))

    assert status_of(attempt) == Status.VERIFIED


@pytest.mark.parametrize("external_id", ["another", None])
def test_ids_that_do_not_belong_together_are_refused(vendor: FakeVendor, external_id) -> None:
    attempt = submitted(external_id=external_id)

    with pytest.raises(ReviewRefused):
        receive(review_for(attempt, external_id="theirs"))

    assert not ReviewRow.objects.exists()


def test_a_simulation_may_bring_any_id(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"ALLOW_CALLBACK_SIMULATION": True}
    attempt = submitted()

    receive(review_for(attempt, external_id="theirs"))

    assert status_of(attempt) == Status.VERIFIED


@pytest.mark.parametrize(
    ("ids", "backend"),
    [({"attempt_code": "", "external_id": ""}, "fake"), ({"attempt_code": "NOBODY"}, "fake"), ({}, "other"), ({}, "")],
)
def test_attempts_of_others_are_not_found(vendor: FakeVendor, ids, backend) -> None:
    attempt = submitted()

    with pytest.raises(AttemptNotFound):
        receive(replace(review_for(attempt), **ids), backend)


def test_a_timed_attempt_has_no_reviews(vendor: FakeVendor) -> None:
    attempt = submitted(backend="")

    with pytest.raises(AttemptNotFound):
        receive(Review(status=ReviewStatus.PASSED, attempt_code=attempt.code), "")


def test_of_two_attempts_with_one_id_the_newer_is_meant(vendor: FakeVendor) -> None:
    older, newer = submitted(external_id="same"), submitted(external_id="same")

    receive(Review(status=ReviewStatus.PASSED, external_id="same"))

    assert (status_of(older), status_of(newer)) == (Status.SUBMITTED, Status.VERIFIED)


def test_an_exam_that_is_no_longer_proctored_takes_no_reviews(vendor: FakeVendor) -> None:
    attempt = submitted()
    attempt.exam.is_proctored = False
    attempt.exam.save()

    with pytest.raises(ExamNotProctored) as refused:
        receive(review_for(attempt))

    assert refused.value.http_status == 412


def test_the_review_of_a_removed_attempt_is_kept_and_moves_nothing(vendor: FakeVendor) -> None:
    attempt = submitted(removed_at=T0, live_key=None)

    row = receive(review_for(attempt))

    assert not row.is_active
    assert status_of(attempt) == Status.SUBMITTED
    assert not Effect.objects.filter(kind=Kind.MAIL).exists()


def test_a_declined_attempt_is_not_revived(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.DECLINED)

    receive(review_for(attempt))

    assert status_of(attempt) == Status.DECLINED


@pytest.mark.parametrize(
    ("make", "known"),
    [
        (lambda: make_user("rita", is_staff=True), True),
        (lambda: _member("rita", "fake_review"), True),
        (lambda: _member("rita", "other_review"), False),
        (lambda: make_user("rita"), False),
        (lambda: make_user("somebody"), False),
    ],
)
def test_only_who_may_review_is_a_reviewer(vendor: FakeVendor, caplog, make, known) -> None:
    user, attempt = make(), submitted()

    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS, reviewed_by="Rita@example.com"))

    assert row.reviewed_by_id == (user.pk if known else None)
    assert status_of(attempt) == (Status.REJECTED if known else Status.SECOND_REVIEW_REQUIRED)
    assert ("reviewer unknown or without permission" in caplog.text) is not known
    assert "rita@" not in caplog.text.lower()


def _member(name: str, group: str):
    user = make_user(name)
    user.groups.add(Group.objects.create(name=group))
    return user


class Decider(Listener):
    """A platform plugin with its own mind."""

    def __init__(self, decision: ReviewDecision | None) -> None:
        self.decision = decision
        self.asked: list[tuple[Review, object]] = []

    @hookimpl
    def review_decision(self, review, attempt) -> ReviewDecision | None:
        self.asked.append((review, attempt))
        if self.decision is None:
            raise RuntimeError("out of order")
        return self.decision


@contextmanager
def deciding(decision: ReviewDecision | None) -> Iterator[Decider]:
    """With a plugin that gives this decision, or raises."""
    decider = Decider(decision)
    with using_fake_backend(installed=[Candidate.plugin("decider", decider)]):
        yield decider


def _decided_by(decision: ReviewDecision | None, attempt: Attempt) -> Decider:
    with deciding(decision) as decider:
        receive(review_for(attempt))
    return decider


def test_a_plugin_may_decide(vendor: FakeVendor) -> None:
    attempt = submitted()

    decider = _decided_by(ReviewDecision(to_status=Status.REJECTED, reason="our own rules"), attempt)

    assert len(decider.asked) == 1
    assert status_of(attempt) == Status.REJECTED
    assert Transition.objects.get(attempt=attempt).reason == "our own rules"


def test_a_plugin_that_raises_means_a_second_review(vendor: FakeVendor) -> None:
    attempt = submitted()

    _decided_by(None, attempt)

    assert status_of(attempt) == Status.SECOND_REVIEW_REQUIRED


@pytest.mark.parametrize("status", sorted(NEVER_REVIVED))
def test_no_plugin_revives_an_attempt_and_the_review_is_kept(vendor: FakeVendor, status) -> None:
    attempt = make_attempt(status=status)

    decider = _decided_by(ReviewDecision(to_status=Status.VERIFIED, reason="why not"), attempt)

    told = Effect.objects.get(kind=Kind.REVIEW_OBSERVERS)
    assert decider.asked == []
    assert ReviewRow.objects.get().status == "passed"
    assert status_of(attempt) == status
    assert told.payload["decision"]["to_status"] is None


def test_a_plugin_may_only_answer_with_a_verdict(vendor: FakeVendor) -> None:
    attempt = submitted()

    _decided_by(ReviewDecision(to_status=Status.STARTED, reason="why not"), attempt)

    assert status_of(attempt) == Status.SECOND_REVIEW_REQUIRED


def test_a_plugin_may_leave_an_attempt_as_it_is(vendor: FakeVendor) -> None:
    attempt = submitted()

    _decided_by(ReviewDecision(to_status=None, reason="not yet"), attempt)

    told = Effect.objects.get(kind=Kind.REVIEW_OBSERVERS)
    assert status_of(attempt) == Status.SUBMITTED
    assert told.payload["decision"] == {"to_status": None, "reason": "not yet"}


def test_no_plugin_passes_what_was_never_submitted(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.CREATED)

    _decided_by(ReviewDecision(to_status=Status.VERIFIED, reason="why not"), attempt)

    assert status_of(attempt) == Status.ERROR
    assert Transition.objects.get(attempt=attempt).reason == "passed without a submission"


def test_nobody_decides_about_a_removed_attempt(vendor: FakeVendor) -> None:
    decider = _decided_by(ReviewDecision(to_status=Status.REJECTED, reason="x"), submitted(removed_at=T0))

    assert decider.asked == []


def test_what_databases_refuse_is_made_harmless(vendor: FakeVendor) -> None:
    attempt = submitted()
    odd = ReviewComment(comment="a\x00b\ud800c", status="s" * 300, start=float("nan"), stop=float("inf"))

    row = receive(review_for(attempt, comments=(odd,), raw={"k\x00": "v\x00\udfff", "n": float("nan")}))

    comment = row.comments.get()
    assert (comment.comment, len(comment.status), comment.start, comment.stop) == ("abc", 255, 0.0, 0.0)
    assert ReviewRow.objects.get().raw_data == '{"k": "v", "n": 0.0}'
