"""Exams, review policies and allowances in the administration: each change is a use case's."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proctoring_host.administration import exams
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import ReviewPolicyNotFound
from proctoring_host.models import Allowance, Effect, Exam, ReviewPolicy, Revision
from tests.factories import COURSE, make_attempt, make_exam, make_user
from tests.integration.administration.steps import change_page, listing, results, saved, shown

pytestmark = pytest.mark.django_db
EXAM = {
    "course_id": COURSE,
    "content_id": "block-v1:Demo+T1+2026+type@sequential+block@made",
    "exam_name": "Midterm",
    "time_limit_mins": "90",
    "due_date_0": "",
    "due_date_1": "",
    "is_proctored": "on",
    "is_active": "on",
    "backend": "second",
    "external_id": "",
}


def test_an_exam_is_made_with_its_vendor_told_and_its_history_begun(admin: Client) -> None:
    page = saved(admin, listing(Exam) + "add/", **EXAM)

    exam = Exam.objects.get()
    assert "was added successfully" in page
    assert (exam.exam_name, exam.backend, exam.due_date, exam.external_id) == ("Midterm", "second", None, None)
    assert Revision.objects.get().changed_by.username == "root"
    assert Effect.objects.get().kind == Kind.VENDOR_EXAM
    assert LogEntry.objects.get().object_id == str(exam.pk)


def test_what_no_exam_can_be_is_told_beside_the_field(admin: Client) -> None:
    page = saved(admin, listing(Exam) + "add/", **{**EXAM, "course_id": "no course"})

    assert "The id of the course has the wrong form." in page
    assert 'value="Midterm"' in page
    assert not Exam.objects.exists()


def test_a_new_due_date_moves_the_deadline_of_who_is_at_it(admin: Client) -> None:
    attempt = make_attempt(make_exam(exam_name="Midterm", external_id="e-1"), status=Status.STARTED)
    due = attempt.deadline_at - timedelta(minutes=30)
    values = {
        **EXAM,
        "backend": "fake",
        "external_id": "",
        "due_date_0": f"{due:%Y-%m-%d}",
        "due_date_1": f"{due:%H:%M:%S}",
    }

    saved(admin, change_page(attempt.exam), **values)

    attempt.refresh_from_db()
    attempt.exam.refresh_from_db()
    assert (attempt.deadline_at, attempt.exam.external_id) == (due, None)


def test_the_course_and_content_of_an_exam_stay_and_it_is_not_deleted(admin: Client) -> None:
    exam = make_exam(exam_name="Midterm")

    saved(admin, change_page(exam), **{**EXAM, "backend": "fake", "course_id": "course-v1:Other+T1+2026"})

    exam.refresh_from_db()
    assert exam.course_id == COURSE
    assert admin.get(change_page(exam).replace("change", "delete")).status_code == 403


def test_a_backend_that_is_no_longer_configured_stays_with_its_exam(admin: Client) -> None:
    exam = make_exam(backend="gone", exam_name="Midterm")

    saved(admin, change_page(exam), **{**EXAM, "exam_name": "Final", "backend": "gone"})

    exam.refresh_from_db()
    assert (exam.backend, exam.exam_name) == ("gone", "Final")


@pytest.mark.parametrize("term", ["course-v1:Other", "idter", "block-v1:Other"])
def test_exams_are_found_by_course_name_and_content(term: str, admin: Client) -> None:
    exam = make_exam(course_id="course-v1:Other+T1+2026", content_id="block-v1:Other", exam_name="Midterm")
    make_exam()

    assert results(admin, Exam, q=term) == [exam]


def test_a_policy_is_set_changed_and_removed_with_its_author(admin: Client) -> None:
    exam = make_exam()
    page = saved(admin, listing(ReviewPolicy) + "add/", exam=str(exam.pk), text="Open book")
    policy = ReviewPolicy.objects.get()
    assert ("was added successfully" in page, policy.set_by.username) == (True, "root")

    saved(admin, change_page(policy), text="Closed book")
    saved(admin, change_page(policy).replace("change", "delete"), post="yes")

    assert not ReviewPolicy.objects.exists()
    versions = Revision.objects.filter(kind="reviewpolicy").order_by("pk")
    assert [row.values["text"] for row in versions] == ["Open book", "Closed book", "Closed book"]
    assert [row.action for row in versions] == ["created", "changed", "deleted"]


@pytest.mark.parametrize("by_action", [False, True], ids=["its page", "the list"])
def test_a_policy_that_may_not_be_removed_stays_and_the_reason_is_told(
    admin: Client, settings: Any, by_action: bool
) -> None:
    policy = ReviewPolicy.objects.create(exam=make_exam(), text="Open book")
    settings.FEATURES = {}
    page = change_page(policy).replace("change", "delete")
    ticked = {"action": "delete_selected", "_selected_action": str(policy.pk)}

    answer = admin.post(
        listing(ReviewPolicy) if by_action else page, {"post": "yes", **(ticked if by_action else {})}, follow=True
    )

    assert (answer.status_code, len(answer.redirect_chain)) == (200, 1)
    assert "Special exams are switched off" in answer.content.decode()
    assert "Successfully deleted" not in answer.content.decode()
    assert ReviewPolicy.objects.get() == policy
    assert not LogEntry.objects.exists()


def test_of_a_list_to_be_removed_the_log_names_what_was_removed_before_one_was_refused(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = (ReviewPolicy.objects.create(exam=make_exam(), text="Open book") for _ in range(2))
    remove = exams.remove_review_policy

    def refusing(exam_id: int, cause: Cause) -> None:
        if exam_id == kept.exam_id:
            raise ReviewPolicyNotFound("Somebody was quicker.")
        remove(exam_id, cause)

    monkeypatch.setattr(exams, "remove_review_policy", refusing)
    chosen = {"action": "delete_selected", "_selected_action": [str(kept.pk), str(gone.pk)], "post": "yes"}

    page = admin.post(listing(ReviewPolicy), chosen, follow=True).content.decode()

    assert "Somebody was quicker." in page
    assert (ReviewPolicy.objects.get(), LogEntry.objects.get().object_id) == (kept, str(gone.pk))


def grant(client: Client, **values: str) -> str:
    return saved(client, listing(Allowance) + "add/", **{"key": "additional_time_granted", "value": "30", **values})


@pytest.mark.parametrize("who", ["ada", "ada@example.com", "{id}"])
def test_an_allowance_is_given_to_whom_is_named_and_moves_the_deadline(who: str, admin: Client) -> None:
    ada = make_user("ada")
    attempt = make_attempt(user=ada, status=Status.STARTED)
    before = attempt.deadline_at

    page = grant(admin, learner=who.format(id=ada.pk), exam=str(attempt.exam_id))

    attempt.refresh_from_db()
    assert "was added successfully" in page
    assert attempt.deadline_at == before + timedelta(minutes=30)
    assert Revision.objects.get(kind="allowance").changed_by.username == "root"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": "many"}, "The additional time must be a whole number of minutes"),
        ({"learner": "nobody"}, "There is no such user."),
    ],
)
def test_what_cannot_be_allowed_is_told_beside_the_field(values: dict[str, str], told: str, admin: Client) -> None:
    make_user("ada")

    page = grant(admin, **{"learner": "ada", "exam": str(make_exam().pk), **values})

    assert told in page
    assert not Allowance.objects.exists()


def test_an_allowance_is_changed_and_taken_away(admin: Client) -> None:
    attempt = make_attempt(status=Status.STARTED)
    before = attempt.deadline_at
    grant(admin, learner=attempt.user.username, exam=str(attempt.exam_id))
    allowance = Allowance.objects.get()

    saved(admin, change_page(allowance), value="60")
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=60)
    saved(admin, listing(Allowance), action="delete_selected", _selected_action=str(allowance.pk), post="yes")

    attempt.refresh_from_db()
    assert (attempt.deadline_at, Allowance.objects.count()) == (before, 0)
    assert [row.action for row in Revision.objects.order_by("pk")] == ["created", "changed", "deleted"]


def test_allowances_are_found_by_learner_and_course(admin: Client) -> None:
    ada = Allowance.objects.create(user=make_user("ada"), exam=make_exam(), key="time_multiplier", value="2")
    other = make_exam(course_id="course-v1:Other+T1+2026")
    bob = Allowance.objects.create(user=make_user("bob"), exam=other, key="time_multiplier", value="2")

    assert results(admin, Allowance, q="ad") == [ada]
    assert results(admin, Allowance, course=other.course_id) == [bob]


@pytest.mark.parametrize("codename", ["view_allowance", "view_exam", "view_reviewpolicy"])
def test_who_may_only_look_changes_nothing(codename: str, staff_who_may) -> None:
    exam = make_exam()
    rows = {
        "view_allowance": Allowance.objects.create(user=make_user(), exam=exam, key="time_multiplier", value="2"),
        "view_exam": exam,
        "view_reviewpolicy": ReviewPolicy.objects.create(exam=exam, text="Open book"),
    }
    client = staff_who_may(codename)

    shown(client, change_page(rows[codename]))

    for address in (change_page(rows[codename]), listing(type(rows[codename])) + "add/"):
        assert client.post(address, {"value": "3", "text": "x", **EXAM}).status_code == 403
    assert client.post(change_page(rows[codename]).replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [Exam, ReviewPolicy, Allowance])
def test_the_lists_ask_the_same_number_of_queries_at_every_size(model: type, admin: Client) -> None:
    def made(number: int) -> int:
        for _ in range(number):
            exam = make_exam()
            ReviewPolicy.objects.create(exam=exam, text="Open book", set_by=make_user())
            Allowance.objects.create(user=make_user(), exam=exam, key="time_multiplier", value="2")
        admin.get(listing(model))
        with CaptureQueriesContext(connection) as queries:
            admin.get(listing(model))
        return len(queries)

    assert made(2) == made(20)
