"""The exam endpoints."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from proctoring_host.models import Exam
from tests.factories import COURSE, make_exam

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/proctored_exam"
EXAM: dict[str, Any] = {
    "course_id": COURSE,
    "content_id": "block-v1:Demo+T1+2026+type@sequential+block@midterm",
    "external_id": "ext-1",
    "exam_name": "Midterm",
    "time_limit_mins": 90,
    "is_proctored": True,
    "is_practice_exam": False,
    "is_active": True,
    "hide_after_due": False,
}
# The first two are outside of the calendar in UTC, the others in the zone of one reader or another.
EDGES = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-12-31T23:59:59",
    "9999-01-01T00:00:00",
)


def post(client: Client, body: object) -> Any:
    return client.post(f"{API}/exam", body, content_type="application/json")


def test_global_staff_make_an_exam_that_everyone_can_read(staff_client: Client, learner_client: Client) -> None:
    exam_id = post(staff_client, EXAM).json()["exam_id"]

    by_id = learner_client.get(f"{API}/exam/exam_id/{exam_id}")
    by_content = learner_client.get(f"{API}/exam/course_id/{COURSE}/content_id/{EXAM['content_id']}")
    of_course = learner_client.get(f"{API}/exam/course_id/{COURSE}")

    assert by_id.json() == {**EXAM, "id": exam_id, "due_date": None, "backend": "fake"}
    assert by_content.json() == by_id.json()
    assert of_course.json() == [by_id.json()]


@pytest.mark.parametrize("missing", ["course_id", "exam_name", "time_limit_mins", "is_proctored"])
def test_a_missing_field_is_named(staff_client: Client, missing: str) -> None:
    body = {name: value for name, value in EXAM.items() if name != missing}

    response = post(staff_client, body)

    assert response.status_code == 400
    assert response.json()["field"] == missing
    assert missing in response.json()["detail"]


@pytest.mark.parametrize("body", [[], [EXAM], "text", 4, None])
def test_a_body_that_is_no_object_is_refused(staff_client: Client, body: object) -> None:
    response = staff_client.post(f"{API}/exam", "null" if body is None else body, content_type="application/json")

    assert response.status_code == 400
    assert not Exam.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_limit_mins", -1),
        ("time_limit_mins", "soon"),
        ("time_limit_mins", True),
        ("time_limit_mins", 2**80),
        ("is_proctored", "perhaps"),
        ("due_date", "tomorrow"),
        ("due_date", "2026-13-45T00:00:00Z"),
        *(("due_date", edge) for edge in EDGES),
        ("exam_name", {"a": 1}),
        ("backend", "nobody"),
    ],
)
def test_a_wrong_value_is_a_400_that_names_its_field(staff_client: Client, field: str, value: object) -> None:
    response = post(staff_client, {**EXAM, field: value})

    assert response.status_code == 400
    assert response.json()["field"] == field


def test_every_missing_field_is_told_at_once(staff_client: Client) -> None:
    response = post(staff_client, {"course_id": COURSE})

    body = response.json()
    assert response.status_code == 400
    assert set(body) - {"detail", "code", "field"} == set(EXAM) - {"course_id"}
    assert all(isinstance(body[name], list) and body[name][0] for name in set(EXAM) - {"course_id"})


def test_a_new_exam_needs_an_external_id_that_is_not_null(staff_client: Client) -> None:
    response = post(staff_client, {**EXAM, "external_id": None})

    assert response.status_code == 400
    assert response.json()["external_id"]


def test_a_second_exam_for_the_same_content_is_refused(staff_client: Client) -> None:
    post(staff_client, EXAM)

    response = post(staff_client, EXAM)

    assert response.status_code == 400
    assert response.json()["code"] == "exam_exists"
    assert response.json()["non_field_errors"] == [response.json()["detail"]]


def test_null_keeps_what_an_exam_has_but_for_the_due_date(staff_client: Client) -> None:
    exam = make_exam(exam_name="Before", due_date="2030-01-01T00:00Z")
    body = {"exam_id": exam.pk, "exam_name": None, "is_active": None, "due_date": None}

    response = staff_client.put(f"{API}/exam", body, "application/json")

    exam.refresh_from_db()
    assert response.status_code == 200
    assert (exam.exam_name, exam.is_active, exam.due_date) == ("Before", True, None)


def test_exams_are_found_by_what_the_query_says(learner_client: Client) -> None:
    exam = make_exam()

    by_id = learner_client.get(f"{API}/exam", {"exam_id": exam.pk}).json()
    by_content = learner_client.get(f"{API}/exam", {"course_id": COURSE, "content_id": exam.content_id}).json()
    of_course = learner_client.get(f"{API}/exam", {"course_id": COURSE}).json()

    assert by_id == by_content == of_course[0]


def test_without_a_key_it_is_said_what_is_needed(learner_client: Client) -> None:
    response = learner_client.get(f"{API}/exam")

    assert response.status_code == 400
    assert "course_id" in response.json()["detail"]


@pytest.mark.parametrize("wrong", [{}, 4, {"exam_name": ""}, {**EXAM, "time_limit_mins": -1}])
def test_a_wrong_exam_of_a_registration_is_told_by_its_index_and_nothing_is_written(
    staff_client: Client, wrong: object
) -> None:
    response = staff_client.patch(f"{API}/exam_registration/course_id/{COURSE}", [EXAM, wrong], "application/json")

    assert response.status_code == 422
    assert set(response.json()) - {"detail", "code", "field"} == {"1"}
    assert all(isinstance(texts, list) for texts in response.json()["1"].values())
    assert not Exam.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [{}, '"text"', [EXAM, EXAM], [{**EXAM, "course_id": "course-v1:Demo+Other+2026"}], [{**EXAM, "backend": "x"}]],
)
def test_a_registration_that_is_wrong_as_a_whole_is_a_422(staff_client: Client, rows: object) -> None:
    response = staff_client.patch(f"{API}/exam_registration/course_id/{COURSE}", rows, "application/json")

    assert response.status_code == 422
    assert response.json()["detail"]
    assert not Exam.objects.exists()


@pytest.mark.parametrize("path", ["exam/course_id/a%00b", "exam?course_id=a%00b", "exam?exam_id=99999999999999999999"])
def test_what_no_database_takes_is_a_400(learner_client: Client, path: str) -> None:
    response = learner_client.get(f"{API}/{path}")

    assert response.status_code == 400
    assert response.json()["field"]


def test_global_staff_change_what_they_name_and_nothing_else(staff_client: Client) -> None:
    exam = make_exam(exam_name="Before", time_limit_mins=30)

    response = staff_client.put(f"{API}/exam", {"exam_id": exam.pk, "time_limit_mins": 45}, "application/json")

    assert response.json() == {"exam_id": exam.pk}
    exam.refresh_from_db()
    assert (exam.exam_name, exam.time_limit_mins) == ("Before", 45)


def test_exams_left_out_of_a_registration_become_inactive(staff_client: Client) -> None:
    left_out = make_exam()

    response = staff_client.patch(f"{API}/exam_registration/course_id/{COURSE}", [EXAM], "application/json")

    assert response.status_code == 200
    assert [row["exam_id"] for row in response.json()] == [Exam.objects.exclude(pk=left_out.pk).get().pk]
    left_out.refresh_from_db()
    assert (left_out.is_active, left_out.is_proctored) == (False, False)


@pytest.mark.parametrize("method", ["post", "put"])
def test_course_staff_and_learners_do_not_make_exams(
    course_staff_client: Client, learner_client: Client, method: str
) -> None:
    for client in (course_staff_client, learner_client):
        response = getattr(client, method)(f"{API}/exam", EXAM, content_type="application/json")

        assert response.status_code == 403
        assert response.json()["detail"]


def test_an_unknown_exam_is_a_400_as_clients_expect(learner_client: Client) -> None:
    response = learner_client.get(f"{API}/exam/exam_id/987654321")

    assert response.status_code == 400
    assert response.json()["code"] == "exam_not_found"


def test_the_staff_of_the_course_set_and_remove_a_review_policy(
    course_staff_client: Client, learner_client: Client
) -> None:
    address = f"{API}/review_policy/exam_id/{make_exam().pk}/"

    refused = learner_client.put(address, {"review_policy": "anything"}, "application/json")
    course_staff_client.put(address, {"review_policy": "One sheet of paper"}, "application/json")
    shown = learner_client.get(address).json()
    course_staff_client.delete(address)

    assert refused.status_code == 403
    assert shown == {"review_policy": "One sheet of paper"}
    assert learner_client.get(address).json() == {"review_policy": None}
    assert course_staff_client.delete(address).status_code == 200


def test_the_review_policy_of_an_unknown_exam_is_null(learner_client: Client) -> None:
    assert learner_client.get(f"{API}/review_policy/exam_id/424242/").json() == {"review_policy": None}


def test_nobody_gets_in_without_signing_in() -> None:
    response = Client().get(f"{API}/exam/course_id/{COURSE}")

    assert response.status_code == 403
    assert response.json() == {
        "detail": "Authentication credentials were not provided.",
        "code": "not_authenticated",
    }


def test_with_special_exams_off_every_endpoint_says_so(staff_client: Client, settings: Any) -> None:
    exam = make_exam()
    settings.FEATURES = {"ENABLE_SPECIAL_EXAMS": False}

    for response in (
        post(staff_client, EXAM),
        staff_client.get(f"{API}/exam/exam_id/{exam.pk}"),
        staff_client.post(f"{API}/attempt", {"exam_id": exam.pk}),
        staff_client.get("/api/edx_proctoring/proctoring_launch_callback/start_exam/ABC"),
        staff_client.post("/api/edx_proctoring/proctoring_review_callback/", "{}", "text/plain"),
        staff_client.get(f"/courses/{COURSE}/"),
        staff_client.get("/"),
    ):
        assert response.status_code == 404
        assert "ENABLE_SPECIAL_EXAMS" in response.content.decode()
    assert Exam.objects.get().is_active


@pytest.mark.parametrize("edge", EDGES)
def test_a_due_date_at_the_edge_of_the_calendar_is_refused_wherever_it_is_sent(staff_client: Client, edge: str) -> None:
    exam = make_exam()
    row = {**EXAM, "due_date": edge}

    changed = staff_client.put(f"{API}/exam", {"exam_id": exam.pk, "due_date": edge}, content_type="application/json")
    course = f"{API}/exam_registration/course_id/{COURSE}"
    registered = staff_client.patch(course, [row], content_type="application/json")

    assert (changed.status_code, changed.json()["field"]) == (400, "due_date")
    assert registered.status_code == 422
    assert list(registered.json()["0"]) == ["due_date"]
    exam.refresh_from_db()
    assert exam.due_date is None


@pytest.mark.parametrize("date", ["0002-01-01T00:00:00Z", "9998-12-31T23:59:59Z", "2030-01-01T02:00:00+02:00"])
def test_other_due_dates_are_kept(staff_client: Client, learner_client: Client, date: str) -> None:
    made = post(staff_client, {**EXAM, "due_date": date})

    read = learner_client.get(f"{API}/exam/exam_id/{made.json()['exam_id']}")

    assert datetime.fromisoformat(read.json()["due_date"]) == datetime.fromisoformat(date)
