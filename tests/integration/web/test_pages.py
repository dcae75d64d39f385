"""The plain pages of the standalone host."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proctoring_host import data
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt, Review, Transition
from tests.factories import COURSE, T0, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db(transaction=True)


def address(exam: Any, step: str = "") -> str:
    page = f"/courses/{exam.course_id}/exams/{exam.content_id}/"
    return f"/api/edx_proctoring/learner/exams/{exam.pk}/{step}" if step else page


def screen(client: Client, exam: Any) -> str:
    html = client.get(address(exam)).content.decode()
    return html.split('data-screen="')[1].split('"')[0]


def test_a_timed_exam_is_taken_from_entrance_to_submission(learner_client: Client) -> None:
    exam = make_timed_exam()
    seen = [screen(learner_client, exam)]

    for step in ("enter", "stop", "continue", "stop", "submit"):
        learner_client.post(address(exam, step))
        seen.append(screen(learner_client, exam))

    assert seen == [
        "timed_entrance",
        "content",
        "timed_ready_to_submit",
        "content",
        "timed_ready_to_submit",
        "timed_submitted",
    ]


def test_a_proctored_exam_shows_the_vendors_steps_and_waits_for_the_vendor(
    learner_client: Client, vendor: FakeVendor
) -> None:
    exam = make_exam()
    vendor.launch = data.LaunchInfo(
        steps=("Install <b onclick='go()'>it</b><script>go()</script>",),
        download_url="https://vendor.example/get",
        exam_code="CODE-1",
    )

    learner_client.post(address(exam, "enter"))
    html = learner_client.get(address(exam)).content.decode()

    assert screen(learner_client, exam) == "instructions"
    assert "Install <b>it</b>" in html
    assert "CODE-1" in html


def test_a_vendor_that_is_down_shows_that_nothing_is_lost_and_lets_one_try_again(
    learner_client: Client, vendor: FakeVendor
) -> None:
    exam = make_exam()
    vendor.raises["register_attempt"] = BackendUnreachable("The vendor did not answer.", backend="fake")

    learner_client.post(address(exam, "enter"))
    down = screen(learner_client, exam)
    vendor.raises.clear()
    learner_client.post(address(exam, "enter"))

    assert down == "registration_failed"
    assert screen(learner_client, exam) == "instructions"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.READY_TO_START, "ready_to_start"),
        (Status.SUBMITTED, "proctored_submitted"),
        (Status.SECOND_REVIEW_REQUIRED, "proctored_submitted"),
        (Status.TIMED_OUT, "timed_out"),
        (Status.VERIFIED, "proctored_verified"),
        (Status.REJECTED, "proctored_rejected"),
        (Status.ERROR, "proctored_error"),
        (Status.DECLINED, "content"),
        (Status.ONBOARDING_MISSING, "onboarding_missing"),
        (Status.ONBOARDING_PENDING, "onboarding_pending"),
        (Status.ONBOARDING_FAILED, "onboarding_failed"),
        (Status.ONBOARDING_EXPIRED, "onboarding_outdated"),
    ],
)
def test_every_status_has_its_screen(learner_client: Client, learner: User, status: Status, expected: str) -> None:
    attempt = make_attempt(user=learner, status=status)

    assert screen(learner_client, attempt.exam) == expected


def test_content_is_shown_only_in_the_browser_the_backend_lets_in(
    learner_client: Client, learner: User, vendor: FakeVendor
) -> None:
    now = timezone.now()
    attempt = make_attempt(user=learner, status=Status.STARTED, started_at=now, deadline_at=now + timedelta(hours=1))

    inside = screen(learner_client, attempt.exam)
    vendor.allows_entry = False
    outside = screen(learner_client, attempt.exam)
    vendor.raises["allows_entry"] = RuntimeError("boom")

    assert (inside, outside, screen(learner_client, attempt.exam)) == ("content", "wrong_browser", "wrong_browser")


def test_past_due_there_is_nothing_to_begin(learner_client: Client) -> None:
    exam = make_exam(due_date=timezone.now() - timedelta(days=1))

    assert screen(learner_client, exam) == "proctored_expired"


def test_a_practice_can_be_taken_again(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(make_practice_exam(), learner, Status.ERROR)

    learner_client.post(address(attempt.exam, "reset"))

    assert Attempt.objects.filter(user=learner, exam=attempt.exam, live_key__isnull=False).get().pk != attempt.pk


def test_a_step_that_is_not_possible_leads_back_with_a_sentence(learner_client: Client) -> None:
    exam = make_exam()

    response = learner_client.post(address(exam, "submit"), follow=True)

    assert response.status_code == 200
    assert "not possible now" in response.content.decode()


def test_pages_need_sign_in_and_unknown_ones_are_404(learner_client: Client) -> None:
    assert Client().get("/")["Location"].startswith("/accounts/login/")
    assert learner_client.get(f"/courses/{COURSE}/exams/nothing/").status_code == 404


def test_the_course_page_needs_the_same_number_of_queries_for_any_number_of_exams(
    learner_client: Client, learner: User, django_assert_max_num_queries: Any
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert learner_client.get(f"/courses/{COURSE}/").status_code == 200
        return len(queries)

    make_attempt(make_exam(), learner)
    few = count()
    for _ in range(8):
        make_attempt(make_exam(), learner)

    assert count() == few


def test_the_first_page_needs_the_same_number_of_queries_for_any_number_of_courses(learner_client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert learner_client.get("/").status_code == 200
        return len(queries)

    make_exam()
    few = count()
    for number in range(4):
        make_exam(course_id=f"course-v1:Demo+T{number}+2027")

    assert count() == few


def test_staff_see_the_attempts_of_their_course_and_learners_do_not(
    course_staff_client: Client, learner_client: Client, learner: User
) -> None:
    attempt = make_attempt(user=learner)

    listing = course_staff_client.get(f"/staff/courses/{COURSE}/attempts/?q=lear").content.decode()
    detail = course_staff_client.get(f"/staff/attempts/{attempt.pk}/")

    assert f"/staff/attempts/{attempt.pk}/" in listing
    assert attempt.code in detail.content.decode()
    assert learner_client.get(f"/staff/courses/{COURSE}/attempts/").status_code == 403
    assert learner_client.get(f"/staff/attempts/{attempt.pk}/").status_code == 403


def test_staff_read_in_their_language_who_changed_an_attempt(course_staff_client: Client) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    Transition.objects.create(attempt=attempt, from_status="started", to_status="submitted", actor="clock", at=T0)

    page = course_staff_client.get(f"/staff/attempts/{attempt.pk}/", headers={"Accept-Language": "de"}).content.decode()

    assert "<td>Uhr</td>" in page


def test_the_staff_listing_needs_the_same_number_of_queries_for_any_number_of_attempts(
    course_staff_client: Client,
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert course_staff_client.get(f"/staff/courses/{COURSE}/attempts/").status_code == 200
        return len(queries)

    make_attempt()
    few = count()
    for _ in range(12):
        make_attempt()

    assert count() == few


def test_a_reviewer_decides_on_a_second_review(staff_client: Client, learner_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.SECOND_REVIEW_REQUIRED)
    Review.objects.create(attempt=attempt, attempt_code=attempt.code, backend="fake", status=ReviewStatus.SUSPICIOUS)
    decision = {"status": "suspicious", "notes": "Seen it."}

    refused = learner_client.post(f"/staff/attempts/{attempt.pk}/review", decision, follow=True)
    staff_client.post(f"/staff/attempts/{attempt.pk}/review", decision)

    attempt.refresh_from_db()
    assert refused.status_code == 403
    assert attempt.status == Status.REJECTED
    assert Review.objects.get().notes == "Seen it."


def test_staff_remove_and_resume_with_a_sentence_that_says_what_happened(
    course_staff_client: Client, learner: User
) -> None:
    attempt = make_attempt(user=learner, status=Status.ERROR, is_resumable=True, saved_seconds=60)

    resumed = course_staff_client.post(f"/staff/attempts/{attempt.pk}/resume", follow=True).content.decode()
    removed = course_staff_client.post(f"/staff/attempts/{attempt.pk}/remove", follow=True).content.decode()

    assert "The learner can resume this exam now." in resumed
    assert "The attempt was removed" in removed
    assert not Attempt.objects.exists()


def test_a_recording_is_shown_to_reviewers_only(staff_client: Client, course_staff_client: Client) -> None:
    attempt = make_attempt(user=make_user(), status=Status.SUBMITTED)

    assert course_staff_client.get(f"/staff/attempts/{attempt.pk}/video").status_code == 403
    assert staff_client.get(f"/staff/attempts/{attempt.pk}/video").status_code == 400


def test_a_reviewer_does_not_reverse_a_decision_they_have_not_seen(staff_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.SECOND_REVIEW_REQUIRED)
    review = Review.objects.create(
        attempt=attempt, attempt_code=attempt.code, backend="fake", status=ReviewStatus.SUSPICIOUS
    )
    seen = review.modified.isoformat()
    staff_client.post(f"/staff/attempts/{attempt.pk}/review", {"status": "passed", "seen": seen})

    stale = staff_client.post(
        f"/staff/attempts/{attempt.pk}/review", {"status": "suspicious", "seen": seen}, follow=True
    )

    attempt.refresh_from_db()
    assert attempt.status == Status.VERIFIED
    assert "has changed since you looked at it" in stale.content.decode()


def test_no_clock_starts_in_a_browser_that_may_not_see_the_exam(
    learner_client: Client, learner: User, vendor: FakeVendor
) -> None:
    attempt = make_attempt(user=learner, status=Status.READY_TO_START)
    vendor.allows_entry = False

    shown = screen(learner_client, attempt.exam)
    learner_client.post(address(attempt.exam, "start"))

    attempt.refresh_from_db()
    assert shown == "ready_elsewhere"
    assert attempt.status == Status.READY_TO_START
