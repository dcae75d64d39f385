"""Whatever is thrown at the addresses of vendors: no row changes, and no answer is an error of the site."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Review
from tests.factories import make_user
from tests.integration.web.conftest import signed_in
from tests.integration.web.real_vendors import (
    CALLBACK_SECRET,
    DOORS,
    OPEN_TO_REVIEWS,
    ROOT,
    SECRET_HEADER,
    V1,
    Door,
    attempt_at,
    every_row,
    review_of_mock,
    review_of_software_secure,
    service_user,
    using_real_backends,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"
WORDS = (None, True, 5, 1.5, "", "x", [], {}, [{}], {"a": []})
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "an empty object": b"{}",
    "a list": b"[]",
    "a list of reviews": b'[{"status": "passed"}]',
    "null": b"null",
    "a number": b"5",
    "text": b'"passed"',
    "not a number": b"NaN",
    "half an object": b'{"status": "pas',
    "invalid UTF-8": b'{"status": "\xff\xfe"}',
    "UTF-16": '{"status": "passed"}'.encode("utf-16"),
    "deep lists": b"[" * 200_000,
    "deep lists that end": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a long number": b'{"status": ' + b"9" * 10_000 + b"}",
    "two megabytes": b'{"status": "' + b"x" * 2_000_000 + b'"}',
    "two megabytes of spaces": b" " * 2_000_000,
    "markup": b"<review/>",
    "a form": b"status=passed&comments=",
}
HOSTILE_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "true", '"x"', "[]", "{}")


@pytest.fixture(autouse=True)
def vendor() -> Iterator[None]:
    with using_real_backends():
        yield


@pytest.fixture(params=DOORS)
def door(request) -> Door:
    return DOORS[request.param]


def knock(client: Client, path: str, body: bytes, content_type: str = JSON) -> None:
    """Send it, and see that it did nothing."""
    before = every_row()
    response = client.post(path, body, content_type=content_type)
    assert response.status_code < 500, response.content[:300]
    assert every_row() == before


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_malformed_call_changes_nothing_even_with_the_right_proof(door: Door, body: bytes) -> None:
    attempt = attempt_at(door.backend, Status.VERIFIED if door is DOORS["launch"] else Status.SUBMITTED)

    knock(door.client(), door.path_for(attempt), body)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_no_content_type_makes_a_malformed_call_better(door: Door, content_type: str) -> None:
    attempt = attempt_at(door.backend)
    client = door.client()

    for body in (b"", b"[]", b"status=passed", b"\xff\xfe\x00", b"x" * 2_000_000):
        if door is not DOORS["launch"]:
            knock(client, door.path_for(attempt), body, content_type)


def wrong_reviews(attempt: Attempt, backend: str, *, named_by_address: bool) -> Iterator[dict[str, Any] | str]:
    """A good review with one key taken away, or made into something else, at each of its levels."""
    good = review_of_software_secure(attempt) if backend == "software_secure" else review_of_mock(attempt)
    needed = {"software_secure": ("examMetaData", "reviewStatus"), "mock": ("attempt_code", "status")}[backend]
    for key in needed[1:] if named_by_address else needed:
        yield {name: value for name, value in good.items() if name != key}
        yield from ({**good, key: word} for word in (*WORDS, "\x00", "x\ud800"))
    lists = {"software_secure": ("webCamComments", "desktopComments"), "mock": ("comments",)}[backend]
    for key in lists:
        yield from ({**good, key: word} for word in (True, 5, "x", {"a": 1}, [5], ["x"], [[]], [None]))
    if backend == "software_secure":
        meta = good["examMetaData"]
        for key in ("examCode", "ssiRecordLocator"):
            yield {**good, "examMetaData": {name: text for name, text in meta.items() if name != key}}
            yield from (
                {**good, "examMetaData": {**meta, key: word}} for word in (*WORDS, "\x00", "\ud800", "x" * 9999)
            )
    text = json.dumps(good)
    number = '"start": 1' if backend == "mock" else '"eventStart": 1'
    yield from (text.replace(number, number[:-1] + hostile) for hostile in HOSTILE_NUMBERS)


@pytest.mark.parametrize("name", OPEN_TO_REVIEWS)
def test_a_review_with_one_thing_wrong_changes_nothing(name: str) -> None:
    door = DOORS[name]
    attempt = attempt_at(door.backend)
    client = door.client()

    for wrong in wrong_reviews(attempt, door.backend, named_by_address=door.signed_in):
        knock(client, door.path_for(attempt), wrong.encode() if isinstance(wrong, str) else json.dumps(wrong).encode())

    assert not Review.objects.exists()


@pytest.mark.parametrize("name", OPEN_TO_REVIEWS)
def test_the_same_addresses_take_a_good_review_once_however_often_it_is_replayed(name: str) -> None:
    door = DOORS[name]
    attempt = attempt_at(door.backend)
    client = door.client()

    first = client.post(door.path_for(attempt), door.review(attempt), content_type=JSON)
    attempt.refresh_from_db()

    assert (first.status_code, attempt.status) == (200, Status.VERIFIED)
    for _ in range(3):
        knock(client, door.path_for(attempt), door.review(attempt))


@pytest.mark.parametrize("name", OPEN_TO_REVIEWS)
def test_a_good_review_without_its_proof_is_403(name: str) -> None:
    door = DOORS[name]
    attempt = attempt_at(door.backend)
    learner = signed_in(attempt.user)
    staff = make_user("teacher")
    staff.groups.add(Group.objects.create(name=f"course-staff:{attempt.exam.course_id}"))

    for client in (Client(), learner, signed_in(staff)):
        for token in ("wrong", CALLBACK_SECRET[:-1], CALLBACK_SECRET.upper(), "é", "%00"):
            before = every_row()
            response = client.post(door.path_for(attempt, token), door.review(attempt), content_type=JSON)
            assert response.status_code in (403, 404), (token, response.content)
            assert every_row() == before


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CREATED])
def test_one_vendor_cannot_speak_of_anothers_attempt(status: Status) -> None:
    """Each has its own proof, and names an attempt of each of the others."""
    attempts = {name: attempt_at(name, status) for name in ("software_secure", "mock", "mock_abroad")}
    service = service_user("mock")
    for foreign in ("software_secure", "mock_abroad"):
        target = attempts[foreign]
        body = json.dumps(review_of_mock(target)).encode()
        ready = json.dumps({"attempt_code": target.code, "status": "ready"}).encode()
        by_id = json.dumps({"external_id": target.external_id, "status": "passed"}).encode()
        for content in (body, ready, by_id):
            knock(DOORS["generic"].client(), f"{V1}/backends/mock/callback/", content)
        for kind in ("ready", "reviewed"):
            knock(service, f"{V1}/proctored_exam/attempt/{target.external_id}/{kind}", body)
    shared = f"{ROOT}/proctoring_review_callback/{CALLBACK_SECRET}/"
    for foreign in ("mock", "mock_abroad"):
        knock(Client(), shared, json.dumps(review_of_software_secure(attempts[foreign])).encode())


def test_code_and_locator_of_two_attempts_do_not_go_together() -> None:
    one, other = attempt_at("software_secure"), attempt_at("software_secure")
    review = review_of_software_secure(one)
    review["examMetaData"]["ssiRecordLocator"] = other.external_id

    knock(Client(), f"{ROOT}/proctoring_review_callback/{CALLBACK_SECRET}/", json.dumps(review).encode())


@pytest.mark.parametrize(
    "name", ["%00", "x%00y", "a" * 5000, "..", "%F0%9F%92%A9", "%ff%fe", "' OR 1=1 --", "%2e%2e%2f"]
)
def test_no_name_in_an_address_does_harm(name: str) -> None:
    attempt = attempt_at("mock", Status.CREATED)
    body = json.dumps(review_of_mock(attempt)).encode()
    client = service_user("mock")
    client.defaults["HTTP_X_PROCTORING_TOKEN"] = "wrong"

    for path in (
        f"{V1}/proctored_exam/attempt/{name}/ready",
        f"{V1}/proctored_exam/attempt/{name}/reviewed",
        f"{V1}/backends/{name}/callback/",
        f"{V1}/backends/mock/callback/{name}/",
        f"{ROOT}/proctoring_review_callback/{name}/",
        f"{ROOT}/proctoring_launch_callback/start_exam/{name}",
    ):
        knock(client, path, body)


def test_a_declared_length_that_is_wrong_or_too_large_is_refused_unread() -> None:
    path = f"{V1}/backends/mock/callback/"
    for length, status in (("999999999999", 413), ("-5", 400), ("many", 400)):
        before = every_row()
        response = Client().post(
            path, b"{}", content_type=JSON, headers={**SECRET_HEADER, "Content-Length": length}, CONTENT_LENGTH=length
        )
        assert response.status_code == status
        assert every_row() == before
