"""Reviews in the administration: a person's verdict goes the way of every verdict; the archive is only read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.models import Review, ReviewComment, Revision
from tests.factories import T0, make_attempt, make_exam, make_user
from tests.integration.administration.steps import change_page, listing, make_review, results, saved, shown

pytestmark = pytest.mark.django_db


def test_a_verdict_sets_the_reviewer_and_moves_the_attempt(admin: Client) -> None:
    review = make_review()

    page = saved(
        admin, change_page(review), status="passed", notes="The noise was a cat.", seen=review.modified.isoformat()
    )

    review.refresh_from_db()
    assert "was changed successfully" in page
    assert (review.status, review.notes, review.reviewed_by.username) == ("passed", "The noise was a cat.", "root")
    assert review.attempt.status == Status.VERIFIED
    assert Revision.objects.filter(kind="review", object_id=review.pk).count() == 1


def test_a_review_that_changed_meanwhile_is_not_overwritten_unseen(admin: Client) -> None:
    review = make_review()
    seen = (review.modified - timedelta(minutes=1)).isoformat()

    page = saved(admin, change_page(review), status="passed", notes="mine", seen=seen)

    review.refresh_from_db()
    assert "This review has changed since you looked at it." in page
    assert (review.status, review.notes, review.reviewed_by) == (ReviewStatus.SUSPICIOUS, "", None)


@pytest.mark.parametrize("codename", ["can_review_attempt", "change_review"])
def test_reviewers_may_decide(codename: str, staff_who_may) -> None:
    review = make_review()

    saved(staff_who_may(codename), change_page(review), status="passed", notes="", seen="")

    review.refresh_from_db()
    assert review.status == ReviewStatus.PASSED


def test_who_may_only_look_decides_nothing(staff_who_may) -> None:
    review = make_review()
    client = staff_who_may("view_review")

    answer = client.post(change_page(review), {"status": "passed", "notes": "", "seen": ""})

    review.refresh_from_db()
    assert (answer.status_code, review.status) == (403, ReviewStatus.SUSPICIOUS)
    assert 'name="status"' not in shown(client, change_page(review))


def test_reviews_are_neither_added_nor_deleted_and_the_recording_is_not_shown(admin: Client) -> None:
    review = make_review(encrypted_video_url="cipher", raw_data='{"found": 1}')
    ReviewComment.objects.create(
        review=review, position=0, comment="<b>looks away", status="suspicious", start=3, stop=5
    )

    page = shown(admin, change_page(review))

    assert "&lt;b&gt;looks away" in page
    assert "cipher" not in page
    assert admin.get(listing(Review) + "add/").status_code == 403
    assert admin.get(change_page(review).replace("change", "delete")).status_code == 403


def test_what_waits_for_a_person_is_found(admin: Client) -> None:
    passed = make_review(status=ReviewStatus.PASSED)
    suspicious = make_review()
    decided = make_review(reviewed_by=make_user())

    assert results(admin, Review) == [decided, suspicious, passed]
    assert results(admin, Review, reviewed="no") == [suspicious, passed]
    assert results(admin, Review, reviewed="failures") == [suspicious]
    assert results(admin, Review, status__exact="passed") == [passed]


def test_exams_around_now_are_found(admin: Client) -> None:
    now = timezone.now()
    due = {"soon": now + timedelta(days=6), "late": now + timedelta(days=8), "lately": now - timedelta(days=6)}
    made = {
        name: make_review(make_attempt(make_exam(due_date=at), status=Status.SUBMITTED)) for name, at in due.items()
    }
    make_review(make_attempt(make_exam(due_date=now, is_active=False), status=Status.SUBMITTED))

    assert results(admin, Review, around="now") == [made["lately"], made["soon"]]


@pytest.mark.parametrize("term", ["{code}", "ad", "ada@example.com"])
def test_reviews_are_found_by_code_and_learner(term: str, admin: Client) -> None:
    review = make_review(make_attempt(user=make_user("ada"), status=Status.SUBMITTED))
    make_review()

    assert results(admin, Review, q=term.format(code=review.attempt_code)) == [review]


def test_reviews_of_a_course_are_found(admin: Client) -> None:
    exam = make_exam(course_id="course-v1:Other+T1+2026")
    review = make_review(make_attempt(exam, status=Status.SUBMITTED))
    make_review()

    assert results(admin, Review, course=exam.course_id) == [review]


def number_of_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_the_lists_ask_the_same_number_of_queries_at_every_size(admin: Client) -> None:
    addresses = [listing(Review), listing(Review, reviewed="failures"), listing(Revision)]
    archived(2)
    few = [number_of_queries(admin, address) for address in addresses]
    archived(20)

    assert [number_of_queries(admin, address) for address in addresses] == few


def archived(number: int) -> None:
    for _ in range(number):
        review = make_review()
        Revision.objects.create(
            kind="review",
            object_id=review.pk,
            action="changed",
            values={"attempt_code": review.attempt_code, "status": "passed", "raw_data": "long"},
            learner=review.attempt.user,
            changed_by=make_user(),
            at=T0,
        )


def test_the_archive_is_read_and_not_written(admin: Client) -> None:
    archived(1)
    [row] = results(admin, Revision, kind="review")

    page = shown(admin, listing(Revision), {"q": row.learner.username})

    assert f"{row.values['attempt_code']}, passed" in page
    assert 'name="values"' not in shown(admin, change_page(row))
    for address in (change_page(row).replace("change", "delete"), listing(Revision) + "add/"):
        assert admin.get(address).status_code == 403
    assert results(admin, Revision, kind="exam") == []
