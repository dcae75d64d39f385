"""What went wrong for a learner, and the number under which staff find it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proctoring_host.attempts.incidents import MOST_PER_ATTEMPT
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Incident
from proctoring_host.people.forget import forget_learner
from tests.factories import COURSE, T0, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "/api/edx_proctoring/v1"


def report(client: Client, attempt: Any, **more: object) -> dict[str, Any]:
    body = {"action": "error", "detail": "Ada saw token=abc fail", **more}
    answer = client.put(f"{V1}/proctored_exam/attempt/{attempt.pk}", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def shown_reference(client: Client, exam: Any) -> str:
    html = client.get(f"/courses/{exam.course_id}/exams/{exam.content_id}/").content.decode()
    found = re.search(r"<bdi>([A-Z2-9]{4}-[A-Z2-9]{4})</bdi>", html)
    return found[1] if found else ""


def make_incident(attempt: Any, number: int = 1, **fields: Any) -> Incident:
    values = {"reference": f"AAAA-{number:04d}", "kind": "client", "detail": "It broke", "at": T0}
    return Incident.objects.create(exam=attempt.exam, attempt=attempt, user=attempt.user, **{**values, **fields})


def test_a_reported_error_is_kept_clean_under_the_number_that_the_learner_sees(
    learner_client: Client, learner: User
) -> None:
    attempt = make_attempt(user=learner, status=Status.READY_TO_START)

    answer = report(learner_client, attempt, facts={"missed_beats": 3, "cookie": "x"})

    kept = Incident.objects.get()
    assert answer == {"exam_attempt_id": attempt.pk, "reference": kept.reference}
    assert shown_reference(learner_client, attempt.exam) == kept.reference
    assert kept.detail == "[name] saw token=[removed] fail"
    assert kept.facts == {"missed_beats": 3, "user_agent": ""}
    assert attempt.transitions.get().reason == kept.detail


def test_the_error_form_works_without_a_script(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.READY_TO_START)

    learner_client.post(
        f"/api/edx_proctoring/learner/exams/{attempt.exam_id}/error",
        {"detail": "The camera is black"},
        headers={"User-Agent": "Mozilla/5.0"},
    )

    assert Incident.objects.values_list("detail", "facts").get() == (
        "The camera is black",
        {"user_agent": "Mozilla/5.0"},
    )


def test_a_client_that_reports_without_end_fills_nothing(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.ERROR)
    for number in range(MOST_PER_ATTEMPT):
        make_incident(attempt, number)

    answer = report(learner_client, attempt)

    assert answer == {"exam_attempt_id": attempt.pk, "reference": f"AAAA-{MOST_PER_ATTEMPT - 1:04d}"}
    assert Incident.objects.count() == MOST_PER_ATTEMPT


def test_an_error_that_nobody_reported_has_one_number_however_often_it_is_looked_at(
    learner_client: Client, learner: User
) -> None:
    attempt = make_attempt(user=learner, status=Status.ERROR)

    first, second = (shown_reference(learner_client, attempt.exam) for _ in range(2))

    assert first == second == Incident.objects.get().reference


def test_a_failed_registration_has_a_number(learner_client: Client, vendor: FakeVendor) -> None:
    exam = make_exam()
    vendor.raises["register_attempt"] = BackendUnreachable("The vendor did not answer.", backend="fake")

    learner_client.post(f"/api/edx_proctoring/learner/exams/{exam.pk}/enter")

    assert shown_reference(learner_client, exam) == Incident.objects.get(kind="registration").reference


def test_an_unavailable_backend_has_a_number_before_there_is_an_attempt(learner_client: Client) -> None:
    exam = make_exam(backend="gone")

    assert shown_reference(learner_client, exam) == Incident.objects.get(kind="unavailable", attempt=None).reference


def test_staff_find_a_number_on_the_page_of_the_attempt_and_in_the_listing(
    course_staff_client: Client, learner_client: Client
) -> None:
    incident = make_incident(make_attempt())
    listing = f"/staff/courses/{COURSE}/incidents/"

    attempt = course_staff_client.get(f"/staff/attempts/{incident.attempt_id}/").content.decode()
    found = course_staff_client.get(listing, {"q": " aaaa-0 "}).content.decode()
    without_hyphen = course_staff_client.get(listing, {"q": "aaaa 0001"}).content.decode()
    missed = course_staff_client.get(listing, {"q": "B"}).content.decode()

    assert incident.reference in attempt
    assert incident.reference in found
    assert incident.reference in without_hyphen
    assert incident.reference not in missed
    assert learner_client.get(listing).status_code == 403


def test_the_listings_need_the_same_number_of_queries_for_any_number_of_incidents(course_staff_client: Client) -> None:
    def counts() -> list[int]:
        found = []
        for path in (f"/staff/courses/{COURSE}/incidents/", f"{V1}/proctored_exam/incidents/course_id/{COURSE}"):
            with CaptureQueriesContext(connection) as queries:
                assert course_staff_client.get(path).status_code == 200
            found.append(len(queries))
        return found

    make_incident(make_attempt())
    few = counts()
    for number in range(2, 12):
        make_incident(make_attempt(), number)

    assert counts() == few


def test_the_rest_listing_is_paged_and_searched(course_staff_client: Client) -> None:
    attempt = make_attempt()
    for number in range(30):
        make_incident(attempt, number)
    other_course = make_attempt(make_exam(course_id="course-v1:Other+T1+2026"))
    make_incident(other_course, 99)
    path = f"{V1}/proctored_exam/incidents/course_id/{COURSE}"

    second = course_staff_client.get(path, {"page": 2}).json()
    one = course_staff_client.get(path, {"reference": "aaaa-0007"}).json()["results"]

    assert [each["reference"] for each in second["results"]] == [f"AAAA-{n:04d}" for n in (4, 3, 2, 1, 0)]
    assert second["pagination_info"] == {
        "has_previous": True,
        "has_next": False,
        "current_page": 2,
        "total_pages": 2,
    }
    assert [(each["reference"], each["attempt_id"]) for each in one] == [("AAAA-0007", attempt.pk)]


def test_erasing_a_persons_data_empties_their_reports_and_keeps_the_number() -> None:
    incident = make_incident(make_attempt(user=make_user("gone")), facts={"user_agent": "x"})

    forget_learner(incident.user_id)

    incident.refresh_from_db()
    assert (incident.detail, incident.facts, incident.reference) == ("", {}, "AAAA-0001")
