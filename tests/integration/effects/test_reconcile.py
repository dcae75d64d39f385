"""What the site and its vendors do not agree about is found, and mended where that can be."""

import json
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from proctoring_host import Capability, hookimpl
from proctoring_host.data import BackfillQuery, Review
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.reviews.receive import receive_review
from tests.factories import make_attempt, make_exam
from tests.fake_backend import FakeBackend, FakeVendor, using_fake_backend
from tests.integration.effects.steps import registration

pytestmark = pytest.mark.django_db
REFUSED = {"error_code": "registration_refused"}


def submitted_long_ago(**fields) -> Attempt:
    completed = timezone.now() - timedelta(days=3)
    return make_attempt(status=Status.SUBMITTED, completed_at=completed, **fields)


def given_up(result: dict[str, str] | None = None) -> Attempt:
    attempt = make_attempt(external_id=None)
    effect = registration(attempt, key=f"register:{attempt.pk}")
    Effect.objects.filter(pk=effect.pk).update(state=EffectState.DEAD, result=result or {})
    return attempt


@pytest.fixture
def finished(monkeypatch) -> list[Review]:
    """What the vendor says it has finished."""
    reviews: list[Review] = []

    @hookimpl
    def fetch_reviews(self, since: BackfillQuery) -> Iterable[Review]:
        self.vendor.note("fetch_reviews", since)
        return reviews

    monkeypatch.setattr(FakeBackend, "fetch_reviews", fetch_reviews, raising=False)
    return reviews


def test_missing_reviews_are_listed_and_those_of_others_are_not(vendor: FakeVendor) -> None:
    missing = submitted_long_ago()
    submitted_long_ago(backend="")
    make_attempt(status=Status.SUBMITTED, completed_at=timezone.now())

    assert reconcile(timezone.now()).unreviewed == [missing.code]


def test_nobody_is_asked_about_exams_of_past_years_unless_told_to(finished: list[Review]) -> None:
    """A site that moved over has many of them, which would take the place of those that can still be had."""
    old = make_attempt(status=Status.SUBMITTED, completed_at=timezone.now() - timedelta(days=400))

    with using_fake_backend(capabilities=[Capability.BACKFILL]) as vendor:
        found = reconcile(timezone.now())
        asked = vendor.called("fetch_reviews")
        told_to = reconcile(timezone.now(), patience=timedelta(days=390))

    assert (found.unreviewed, asked) == ([], [])
    assert told_to.unreviewed == [old.code]


def test_reviews_that_never_arrived_are_fetched(finished: list[Review]) -> None:
    missing, open_still = submitted_long_ago(), submitted_long_ago()
    finished += [
        Review(status=ReviewStatus.PASSED, attempt_code=missing.code, external_id=missing.external_id or ""),
        Review(status=ReviewStatus.PASSED, attempt_code="nobody's", external_id="nobody's"),
    ]

    with using_fake_backend(capabilities=[Capability.BACKFILL]) as vendor:
        found = reconcile(timezone.now())

    missing.refresh_from_db()
    assert (found.reviews, found.unreviewed, found.problems) == (1, [open_still.code], [])
    assert missing.status == Status.VERIFIED
    assert vendor.called("fetch_reviews") == [BackfillQuery(since=missing.completed_at)]


def test_a_vendor_that_cannot_be_asked_is_a_problem_and_no_end(finished: list[Review]) -> None:
    missing = submitted_long_ago()

    with using_fake_backend(capabilities=[Capability.BACKFILL]) as vendor:
        vendor.raises["fetch_reviews"] = BackendUnreachable("No answer.", backend="fake")
        found = reconcile(timezone.now())

    assert (found.unreviewed, found.problems) == ([missing.code], ["fake: No answer."])


def test_registrations_that_were_given_up_are_made_after_all_unless_the_vendor_said_no(vendor: FakeVendor) -> None:
    left, never_written, refused = given_up(), make_attempt(external_id=None), given_up(REFUSED)

    found = reconcile(timezone.now())

    assert found.registrations == 2
    assert Attempt.objects.get(external_id=None) == refused
    assert {each.attempt_code for each in vendor.called("register_attempt")} == {left.code, never_written.code}


def test_exams_that_their_vendor_does_not_know_are_made_known() -> None:
    exam = make_exam()

    with using_fake_backend(capabilities=[Capability.EXAMS]):
        found = reconcile(timezone.now())

    exam.refresh_from_db()
    assert (found.exams, exam.external_id) == (1, f"vendor-exam-{exam.pk}")


def test_a_dry_run_calls_nobody(vendor: FakeVendor) -> None:
    given_up()
    out = StringIO()

    call_command("proctoring", "reconcile", "--dry-run", "--json", stdout=out)

    assert json.loads(out.getvalue())["registrations"] == 1
    assert vendor.calls == []


def test_the_command_names_what_is_missing(vendor: FakeVendor) -> None:
    attempt = submitted_long_ago()
    out = StringIO()

    call_command("proctoring", "reconcile", stdout=out)

    assert f"Attempts whose review is missing: 1\n  {attempt.code}\n" in out.getvalue()


@pytest.fixture
def few(monkeypatch) -> None:
    monkeypatch.setattr("proctoring_host.effects.reconcile.MOST", 2)


def test_those_that_their_vendor_refused_keep_nobody_else_from_being_registered(vendor: FakeVendor, few) -> None:
    for _ in range(3):
        given_up(REFUSED)
    left = given_up()

    assert reconcile(timezone.now()).registrations == 1
    assert vendor.called("register_attempt")[0].attempt_code == left.code


def test_so_many_are_registered_at_a_time_and_the_next_time_goes_on(vendor: FakeVendor, few) -> None:
    for _ in range(3):
        given_up()

    assert [reconcile(timezone.now()).registrations for _ in range(3)] == [2, 1, 0]


def test_exams_of_vendors_that_keep_none_stand_in_nobodys_way(few) -> None:
    for _ in range(3):
        make_exam(backend="gone")
    exam = make_exam()

    with using_fake_backend(capabilities=[Capability.EXAMS]):
        assert reconcile(timezone.now()).exams == 1

    exam.refresh_from_db()
    assert exam.external_id == f"vendor-exam-{exam.pk}"


def test_many_missing_reviews_of_one_backend_keep_no_other_from_being_asked(finished: list[Review], few) -> None:
    for _ in range(3):
        submitted_long_ago(backend="gone", exam=make_exam(backend="gone"))
    missing = submitted_long_ago(modified=timezone.now())
    Attempt.objects.filter(pk=missing.pk).update(completed_at=timezone.now() - timedelta(days=2, hours=1))
    finished.append(Review(status=ReviewStatus.PASSED, attempt_code=missing.code))
    out = StringIO()

    with using_fake_backend(capabilities=[Capability.BACKFILL]):
        call_command("proctoring", "reconcile", stdout=out)

    assert "Reviews fetched: 1\nAttempts whose review is missing: 3\n" in out.getvalue()
    assert "  and 1 that have waited for less long\n" in out.getvalue()


def test_what_nobody_foresaw_about_one_review_keeps_no_other_from_being_taken(
    finished: list[Review], monkeypatch, caplog
) -> None:
    odd, good = submitted_long_ago(), submitted_long_ago()
    finished += [Review(status=ReviewStatus.PASSED, attempt_code=attempt.code) for attempt in (odd, good)]
    take = receive_review

    def receive(review: Review, **more) -> object:
        if review.attempt_code == odd.code:
            raise ValueError("Ada Learner")
        return take(review, **more)

    monkeypatch.setattr("proctoring_host.effects.reconcile.receive_review", receive)

    with using_fake_backend(capabilities=[Capability.BACKFILL]):
        found = reconcile(timezone.now())

    assert (found.reviews, found.unreviewed) == (1, [odd.code])
    assert found.problems == ["a review of fake: ValueError; the log has the details."]
    assert "Ada" not in caplog.text
