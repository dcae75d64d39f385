"""Allowances, one by one and for many."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from proctoring_host.models import Allowance
from tests.factories import COURSE, make_exam, make_user

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/proctored_exam"
OTHER = "course-v1:Demo+Other+2026"


def bulk(client: Client, exams: object, users: object, path: str = "bulk_allowance", **fields: object) -> Any:
    body = {"exam_ids": exams, "user_ids": users, "allowance_type": "additional_time_granted", "value": "20", **fields}
    return client.put(f"{API}/{path}", body, "application/json")


def form(client: Client, method: str, path: str, body: str) -> Any:
    return getattr(client, method)(f"{API}/{path}", body, content_type="application/x-www-form-urlencoded")


def test_one_allowance_comes_and_goes(course_staff_client: Client, learner: User) -> None:
    exam = make_exam()
    body = {"exam_id": exam.pk, "user_info": "learner@example.com", "key": "additional_time_granted", "value": 15}

    made = course_staff_client.put(f"{API}/allowance", body, "application/json")
    listed = course_staff_client.get(f"{API}/{COURSE}/allowance").json()
    grouped = course_staff_client.get(f"{API}/{COURSE}/grouped/allowance").json()
    form_body = f"exam_id={exam.pk}&user_id={learner.pk}&key=additional_time_granted"
    gone = [form(course_staff_client, "delete", "allowance", form_body) for _ in range(2)]

    assert (made.status_code, made.content) == (200, b"null")
    assert [(row["user"]["username"], row["value"]) for row in listed] == [("learner", "15")]
    assert grouped == {"learner": listed}
    assert [(answer.status_code, answer.content) for answer in gone] == [(200, b"null")] * 2
    assert not Allowance.objects.exists()


@pytest.mark.parametrize("path", ["bulk_allowance", f"{COURSE}/bulk_allowance"])
def test_a_form_with_commas_at_the_ends_gives_everybody_the_same(
    path: str, course_staff_client: Client, learner: User
) -> None:
    exams = [make_exam(), make_exam()]
    other = make_user()
    ids = ",".join(str(exam.pk) for exam in exams)
    fields = f"exam_ids={ids},&user_ids=learner, {other.email},&allowance_type=time_multiplier&value=1.5"

    answer = form(course_staff_client, "put", path, f"course_id={quote(COURSE)}&{fields}")

    assert (answer.status_code, answer.content) == (200, b"null")
    assert Allowance.objects.filter(key="time_multiplier", value="1.5").count() == 4


@pytest.mark.parametrize("as_list", [True, False])
def test_lists_and_single_numbers_are_as_good_as_text(
    course_staff_client: Client, learner: User, as_list: bool
) -> None:
    exam = make_exam()

    answer = bulk(course_staff_client, [exam.pk] if as_list else exam.pk, ["learner"] if as_list else "learner")

    assert answer.status_code == 200
    assert Allowance.objects.count() == 1


def test_a_number_is_an_id_and_digits_that_mean_two_people_are_refused(course_staff_client: Client) -> None:
    exam, ada = make_exam(), make_user("ada")
    make_user(str(ada.pk))
    single = {"exam_id": exam.pk, "key": "additional_time_granted", "value": "15"}

    answers = [
        course_staff_client.put(f"{API}/allowance", {**single, "user_info": str(ada.pk)}, "application/json"),
        bulk(course_staff_client, exam.pk, str(ada.pk)),
        course_staff_client.put(f"{API}/allowance", {**single, "user_info": ada.pk}, "application/json"),
        bulk(course_staff_client, exam.pk, [ada.pk]),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 200, 200]
    assert [answer.json()["code"] for answer in answers[:2]] == ["user_ambiguous"] * 2
    assert list(Allowance.objects.values_list("user", "value")) == [(ada.pk, "20")]


def test_each_pair_is_told_its_own_outcome_when_some_fail(course_staff_client: Client, learner: User) -> None:
    exam = make_exam()

    answer = bulk(course_staff_client, f"{exam.pk},", "learner,nobody,")

    assert answer.status_code == 207
    good, bad = answer.json()
    assert good == {"exam_id": str(exam.pk), "user_id": "learner", "status": 200}
    assert (bad["exam_id"], bad["user_id"], bad["status"]) == (str(exam.pk), "nobody", 400)
    assert bad["code"] == "user_not_found"
    assert bad["detail"]


@pytest.mark.parametrize(
    ("users", "value", "field"),
    [("nobody", "20", "user_info"), ("learner", "soon", "allowance_value"), ("learner", "-5", "allowance_value")],
)
def test_when_nothing_can_be_done_the_input_to_mark_is_named(
    course_staff_client: Client, learner: User, users: str, value: str, field: str
) -> None:
    answer = bulk(course_staff_client, str(make_exam().pk), users, value=value)

    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["detail"]


def test_when_nothing_can_be_done_every_reason_is_told(course_staff_client: Client, learner: User) -> None:
    gone = make_exam(is_active=False)
    ada = make_user("ada")
    digits = make_user(str(ada.pk)).username

    answer = bulk(course_staff_client, [gone.pk, make_exam().pk], ["nobody", digits])

    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (400, "allowance_invalid", "exam_id")
    codes = ["allowance_invalid", "allowance_invalid", "user_not_found", "user_ambiguous"]
    assert [outcome["code"] for outcome in told["outcomes"]] == codes
    assert all(told["detail"].count(outcome["detail"]) == 1 for outcome in told["outcomes"])


@pytest.mark.parametrize("exams", [{"a": 1}, [True], "one", None])
def test_ids_of_the_wrong_form_are_a_400(course_staff_client: Client, exams: object) -> None:
    answer = bulk(course_staff_client, exams, "learner")

    assert answer.status_code == 400
    assert answer.json()["field"] == "exam_ids"


def test_naming_the_own_course_opens_no_other_one(course_staff_client: Client, learner: User) -> None:
    foreign = make_exam(course_id=OTHER)

    answers = [
        bulk(course_staff_client, foreign.pk, "learner", course_id=COURSE),
        bulk(course_staff_client, [make_exam().pk, foreign.pk], "learner", path=f"{COURSE}/bulk_allowance"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not Allowance.objects.exists()


def test_exams_that_nobody_knows_are_told_to_staff_only(
    course_staff_client: Client, staff_client: Client, learner: User
) -> None:
    assert bulk(course_staff_client, 424242, "learner").status_code == 403
    assert bulk(staff_client, 424242, "learner").json()["code"] == "exam_not_found"


@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("field", ["exam_ids", "user_ids"])
def test_more_entries_than_anybody_means_are_refused_unseen(
    course_staff_client: Client, django_assert_max_num_queries: Any, field: str, as_list: bool
) -> None:
    numbers = [str(number) for number in range(1, 100_000)]
    body = {"exams": make_exam().pk, "users": "learner"}
    body["exams" if field == "exam_ids" else "users"] = numbers if as_list else ",".join(numbers)

    with django_assert_max_num_queries(6):
        answer = bulk(course_staff_client, **body)

    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert "1000" in answer.json()["detail"]


def test_a_thousand_entries_are_taken(staff_client: Client) -> None:
    answer = bulk(staff_client, [make_exam().pk], [f"nobody-{number}" for number in range(1000)])

    assert answer.json()["code"] == "user_not_found"


@pytest.mark.parametrize("path", ["bulk_allowance", f"{COURSE}/bulk_allowance"])
def test_who_is_no_staff_of_the_named_course_has_nothing_looked_up(
    learner_client: Client, django_assert_max_num_queries: Any, path: str
) -> None:
    numbers = list(range(1, 251_001))

    with django_assert_max_num_queries(6):
        answer = bulk(learner_client, numbers, "learner", path=path, course_id=COURSE)

    assert answer.status_code == 403
