"""What comes in about a learner who was forgotten brings nothing back that the data map has erased."""

import pytest
from django.core import mail

from proctoring_host.attempts.incidents import report_client_error
from proctoring_host.attempts.staff import set_status
from proctoring_host.attempts.timeout import settle
from proctoring_host.data import Review, ReviewComment
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.models import Attempt, EffectState, Incident, Revision, Transition
from proctoring_host.models import Review as ReviewRow
from proctoring_host.people.forget import forget_learner
from proctoring_host.reviews.manual import review_by_staff
from proctoring_host.reviews.receive import receive_review
from tests.factories import T0, cause, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration, runner, written
from tests.integration.people.belongings import SECRET, whole_database

pytestmark = pytest.mark.django_db


def review_of(attempt: Attempt, **fields: object) -> Review:
    comment = ReviewComment(comment=SECRET, status=SECRET, start=1.0, stop=2.0, duration=1.0)
    values = {"comments": (comment,), "raw": {"said": SECRET}, "encrypted_video_url": SECRET, **fields}
    return Review(
        attempt_code=attempt.code, external_id=attempt.external_id or "", status=ReviewStatus.PASSED, **values
    )


def deliver(review: Review) -> ReviewRow:
    return receive_review(review, backend="fake", cause=cause(Actor.VENDOR))


def forgotten(**fields: object) -> Attempt:
    attempt = make_attempt(**{"status": Status.SUBMITTED, **fields})
    forget_learner(attempt.user_id)
    return Attempt.everything.get(pk=attempt.pk)


def test_a_late_review_leaves_its_verdict_and_no_word(vendor: FakeVendor) -> None:
    attempt = forgotten(completed_at=T0)

    row = deliver(review_of(attempt))

    assert SECRET not in whole_database()
    assert (row.status, row.comments.get().stop) == ("passed", 2.0)
    assert Revision.objects.get(kind="review").values["status"] == "passed"
    assert Attempt.everything.get(pk=attempt.pk).status == Status.VERIFIED


def test_a_review_that_replaces_an_erased_one_leaves_no_word(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    deliver(review_of(attempt))
    forget_learner(attempt.user_id)

    deliver(review_of(attempt, raw={"said again": SECRET}))

    assert SECRET not in whole_database()


def test_a_fresh_link_with_the_same_review_is_not_kept(vendor: FakeVendor) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    deliver(review_of(attempt))
    forget_learner(attempt.user_id)

    deliver(review_of(attempt, encrypted_video_url=f"{SECRET} again"))

    assert SECRET not in whole_database()


def test_the_words_of_a_later_reviewer_are_not_kept(vendor: FakeVendor) -> None:
    row = deliver(review_of(forgotten()))

    review_by_staff(row.pk, ReviewStatus.SUSPICIOUS, SECRET, cause(Actor.STAFF))

    assert SECRET not in whole_database()
    assert ReviewRow.objects.get().status == ReviewStatus.SUSPICIOUS


def test_a_later_report_of_a_browser_leaves_its_number(vendor: FakeVendor) -> None:
    attempt = forgotten(status=Status.READY_TO_START)

    told = report_client_error(attempt, cause=cause(Actor.LEARNER), detail=SECRET, facts={"user_agent": SECRET})

    assert SECRET not in whole_database()
    assert Incident.objects.get().reference == told.reference
    assert told.attempt.status == Status.ERROR


def test_a_later_reason_of_staff_is_not_kept_and_one_of_the_clock_is(vendor: FakeVendor) -> None:
    attempt = forgotten(status=Status.STARTED, started_at=T0, deadline_at=T0, allowed_seconds=60)

    settle(attempt, cause())
    set_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF, reason=SECRET))

    assert SECRET not in whole_database()
    assert list(Transition.objects.order_by("pk").values_list("actor", "reason")) == [
        ("clock", "The deadline had passed."),
        ("staff", ""),
    ]


def test_no_mail_goes_to_who_was_forgotten(vendor: FakeVendor) -> None:
    attempt = forgotten()
    about = {"attempt_id": attempt.pk, "kind": "submitted", "transition_id": 1}

    effect = written(Kind.MAIL, attempt, about)

    assert runner().run(effect.pk) == EffectState.DONE
    assert mail.outbox == []


def test_a_registration_that_was_running_is_not_tried_again(vendor: FakeVendor) -> None:
    effect = registration(forgotten(status=Status.CREATED, external_id=None))

    assert runner().run(effect.pk) == EffectState.DEAD

    assert reconcile(T0).registrations == 0
    assert vendor.called("register_attempt") == []


def test_a_vendor_is_not_told_how_a_forgotten_attempt_went_on(vendor: FakeVendor) -> None:
    attempt = forgotten(status=Status.STARTED, started_at=T0)
    step = Transition.objects.create(attempt=attempt, to_status=Status.SUBMITTED, actor=Actor.CLOCK, at=T0)

    effect = written(Kind.VENDOR_NOTIFY, attempt, {"transition_id": step.pk})

    assert runner().run(effect.pk) == EffectState.DONE
    assert vendor.called("notify_attempt") == []


def test_an_attempt_that_is_begun_afterwards_is_kept_whole(vendor: FakeVendor) -> None:
    before = forgotten()
    after = make_attempt(user=before.user, status=Status.SUBMITTED)

    deliver(review_of(after))

    assert ReviewRow.objects.get(attempt=after).encrypted_video_url == SECRET
