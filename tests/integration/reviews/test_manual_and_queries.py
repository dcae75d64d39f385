"""A reviewer's own verdict, what is kept of a payload, and questions."""

import json
import time
from datetime import timedelta

import pytest

from proctoring_host.data import ReviewDecision
from proctoring_host.domain.reviews import NEVER_REVIVED
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import InvalidValue
from proctoring_host.models import Attempt, Effect, Revision, Transition
from proctoring_host.models import Review as ReviewRow
from proctoring_host.reviews.manual import review_by_staff
from proctoring_host.reviews.queries import review_data, review_of, whole_reviews
from proctoring_host.reviews.raw import raw_text
from tests.factories import COURSE, T0, cause, make_attempt, make_user
from tests.fake_backend import FakeVendor
from tests.integration.reviews.history import history_of
from tests.integration.reviews.test_receive import COMMENTS, deciding, receive, review_for, status_of, submitted

pytestmark = pytest.mark.django_db


def _by(user, review: ReviewRow, status: ReviewStatus | str, notes: str = "") -> ReviewRow:
    return review_by_staff(review.pk, status, notes, cause(Actor.STAFF, user=user))


def test_a_second_reviewer_may_pass_an_attempt(vendor: FakeVendor) -> None:
    attempt, rita = submitted(), make_user("rita")
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    _by(rita, row, ReviewStatus.PASSED, "Only the cat\x00")

    row.refresh_from_db()
    moved = Transition.objects.filter(attempt=attempt).last()
    assert (row.status, row.notes, row.reviewed_by_id) == ("passed", "Only the cat", rita.pk)
    assert status_of(attempt) == Status.VERIFIED
    assert (moved.actor, moved.actor_user_id) == (Actor.STAFF, rita.pk)
    assert [revision.changed_by for revision in history_of(row)] == [None, rita]


def test_a_second_reviewer_who_fails_an_attempt_rejects_it(vendor: FakeVendor) -> None:
    attempt = submitted()
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    _by(make_user(), row, "suspicious")

    assert status_of(attempt) == Status.REJECTED


def test_the_vendors_repeat_does_not_undo_a_reviewer(vendor: FakeVendor) -> None:
    attempt, review = submitted(), None
    review = review_for(attempt, ReviewStatus.SUSPICIOUS)
    _by(make_user(), receive(review), ReviewStatus.PASSED)

    receive(review)

    assert ReviewRow.objects.get().status == "passed"
    assert status_of(attempt) == Status.VERIFIED


def test_what_the_vendor_finds_later_is_kept_and_a_reviewers_verdict_stays(vendor: FakeVendor) -> None:
    attempt, rita = submitted(), make_user("rita", is_staff=True)
    _by(rita, receive(review_for(attempt, ReviewStatus.SUSPICIOUS)), ReviewStatus.PASSED, "Only the cat")
    moves = Transition.objects.count()

    receive(
        review_for(attempt, ReviewStatus.SUSPICIOUS, comments=COMMENTS, raw={"score": 3}, encrypted_video_url="new")
    )

    row = ReviewRow.objects.get()
    assert (row.status, row.reviewed_by_id, row.notes) == ("passed", rita.pk, "Only the cat")
    assert (row.comments.count(), row.raw_data, row.encrypted_video_url) == (2, '{"score": 3}', "new")
    assert status_of(attempt) == Status.VERIFIED
    assert Transition.objects.count() == moves
    late = history_of(row)[-1]
    assert (late.values["status"], late.values["delivered_status"]) == ("passed", "suspicious")
    told = Effect.objects.filter(kind=Kind.REVIEW_OBSERVERS).latest("id")
    assert told.payload["decision"] == {"to_status": None, "reason": "a person has decided already"}


def test_the_vendors_repeat_of_what_came_late_changes_nothing(vendor: FakeVendor) -> None:
    attempt = submitted()
    _by(make_user(), receive(review_for(attempt, ReviewStatus.SUSPICIOUS)), ReviewStatus.PASSED)
    late = review_for(attempt, ReviewStatus.VIOLATION, comments=COMMENTS)
    receive(late)
    revisions = Revision.objects.count()

    receive(late)

    assert Revision.objects.count() == revisions
    assert ReviewRow.objects.get().status == "passed"


def test_the_vendor_may_replace_the_verdict_of_a_reviewer_it_named(vendor: FakeVendor) -> None:
    attempt, rita = submitted(), make_user("rita", is_staff=True)
    receive(review_for(attempt, ReviewStatus.SUSPICIOUS, reviewed_by=rita.email))

    receive(review_for(attempt, ReviewStatus.PASSED, reviewed_by=rita.email))

    assert status_of(attempt) == Status.VERIFIED


def test_a_reviewer_may_change_the_own_mind(vendor: FakeVendor) -> None:
    attempt, rita = submitted(), make_user("rita")
    row = _by(rita, receive(review_for(attempt, ReviewStatus.SUSPICIOUS)), ReviewStatus.PASSED)

    _by(rita, row, ReviewStatus.SUSPICIOUS)

    assert status_of(attempt) == Status.REJECTED


@pytest.mark.parametrize("status", sorted(NEVER_REVIVED))
@pytest.mark.parametrize("answer", [None, ReviewDecision(to_status=Status.VERIFIED, reason="why not")])
def test_no_person_and_no_plugin_revives_an_attempt(vendor: FakeVendor, status, answer) -> None:
    attempt = make_attempt(status=status)
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    with deciding(answer):
        _by(make_user(), row, ReviewStatus.PASSED)

    assert status_of(attempt) == status


def test_no_person_passes_what_was_never_submitted(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.CREATED)
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    with deciding(ReviewDecision(to_status=Status.VERIFIED, reason="why not")):
        _by(make_user(), row, ReviewStatus.PASSED)

    assert status_of(attempt) == Status.ERROR


def test_a_plugin_that_raises_does_not_undo_a_reviewer(vendor: FakeVendor) -> None:
    attempt = submitted()
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    with deciding(None) as decider:
        _by(make_user(), row, ReviewStatus.PASSED)

    assert len(decider.asked) == 1
    assert status_of(attempt) == Status.VERIFIED


def test_an_attempt_whose_time_was_up_can_be_passed_by_a_person(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.STARTED, deadline_at=T0 + timedelta(hours=1))
    row = ReviewRow.objects.create(attempt=attempt, attempt_code=attempt.code, backend="fake", status="suspicious")

    review_by_staff(row.pk, "passed", "", cause(Actor.STAFF, at=T0 + timedelta(hours=2), user=make_user()))

    assert status_of(attempt) == Status.VERIFIED


def test_comments_stay_when_a_reviewer_changes_the_verdict(vendor: FakeVendor) -> None:
    row = receive(review_for(submitted(), ReviewStatus.SUSPICIOUS, comments=COMMENTS))

    _by(make_user(), row, ReviewStatus.PASSED)

    assert row.comments.count() == 2


def test_observers_hear_of_a_reviewers_verdict(vendor: FakeVendor) -> None:
    row = receive(review_for(submitted(), ReviewStatus.SUSPICIOUS))

    _by(make_user(), row, ReviewStatus.PASSED)

    assert Effect.objects.filter(kind=Kind.REVIEW_OBSERVERS).count() == 2


def test_a_verdict_on_a_removed_attempt_moves_nothing(vendor: FakeVendor) -> None:
    attempt = submitted(removed_at=T0)
    row = receive(review_for(attempt, ReviewStatus.SUSPICIOUS))

    _by(make_user(), row, ReviewStatus.PASSED)

    assert status_of(attempt) == Status.SUBMITTED


def test_unknown_words_and_reviews_are_refused(vendor: FakeVendor) -> None:
    row = receive(review_for(submitted()))

    with pytest.raises(InvalidValue) as word:
        _by(make_user(), row, "great")
    with pytest.raises(InvalidValue) as review:
        review_by_staff(4711, ReviewStatus.PASSED, "", cause(Actor.STAFF))

    assert (word.value.field, review.value.field) == ("status", "review_id")


@pytest.mark.parametrize("number", [1, 5])
def test_any_number_of_reviews_takes_two_queries(vendor: FakeVendor, django_assert_num_queries, number) -> None:
    attempts = [submitted() for _ in range(number)]
    for attempt in attempts:
        receive(review_for(attempt, comments=COMMENTS))

    with django_assert_num_queries(2):
        found = whole_reviews().filter(attempt__exam__course_id=COURSE)
        seen = [
            (r.attempt.user.username, r.attempt.exam.exam_name, r.reviewed_by, list(r.comments.all())) for r in found
        ]

    assert len(seen) == number


def test_a_review_of_a_removed_attempt_counts_as_left_behind(vendor: FakeVendor) -> None:
    attempt = submitted(removed_at=T0)
    row = receive(review_for(attempt))

    assert not row.is_active
    assert review_of(attempt.pk) == row
    assert review_of(make_attempt().pk) is None


def test_plugins_get_back_what_was_kept(vendor: FakeVendor) -> None:
    attempt = submitted()
    review = review_for(attempt, comments=COMMENTS, raw={"score": 3}, encrypted_video_url="sealed")

    kept = review_data(receive(review))

    assert kept == review


@pytest.mark.parametrize("raw", ["", "no JSON", "[1]"])
def test_older_payloads_may_be_anything(vendor: FakeVendor, raw) -> None:
    row = receive(review_for(submitted()))
    row.raw_data = raw

    assert review_data(row).raw == {}


def test_links_photos_names_and_addresses_are_not_kept() -> None:
    raw = {
        "examCode": "ABC",
        "videoReviewLink": "https://vendor.example/v",
        "examTakerEmail": "ada@example.com",
        "examTakerFirstName": "Ada",
        "userPhotoBase64String": "iVBORw0",
        "overAllComments": "See https://vendor.example/x or write to ada@example.com, thanks",
        "nested": [{"url": "x", "text": "data:image/png;base64,AAAA end", "count": 3, "ok": True, "none": None}],
    }

    kept = json.loads(raw_text(raw))

    assert kept == {
        "examCode": "ABC",
        "videoReviewLink": "[removed]",
        "examTakerEmail": "[removed]",
        "examTakerFirstName": "[removed]",
        "userPhotoBase64String": "[removed]",
        "overAllComments": "See [removed] or write to [removed] thanks",
        "nested": [{"url": "[removed]", "text": "[removed] end", "count": 3, "ok": True, "none": None}],
    }


def test_a_large_payload_loses_its_largest_parts() -> None:
    text = raw_text({"small": "x", "large": "y" * 70_000, "medium": "ü" * 20_000})

    kept = json.loads(text)
    assert len(text.encode()) <= 64 * 1024
    assert (kept["small"], kept["removed_for_size"]) == ("x", 1)
    assert "medium" in kept


def test_a_payload_that_is_large_in_every_way_is_only_counted() -> None:
    text = raw_text({"k" * 70_000: 1, "l" * 70_000: 2})

    assert json.loads(text) == {"removed_for_size": 2}


@pytest.mark.parametrize("word", ["y" * 500_000, "a@" * 250_000, "a:" * 250_000])
def test_long_words_take_no_time(word) -> None:
    started = time.process_time()

    raw_text({"comment": word, **{f"k{number}": number for number in range(20_000)}})

    assert time.process_time() - started < 5


def test_a_payload_without_a_bottom_is_cut_off() -> None:
    endless: dict = {}
    endless["again"] = endless

    assert raw_text(endless).count("again") == 20


def test_odd_values_are_kept_as_text() -> None:
    assert json.loads(raw_text({"when": T0, "odd": {1: Attempt.__name__}})) == {
        "when": "2026-01-12 09:00:00+00:00",
        "odd": {"1": "Attempt"},
    }
