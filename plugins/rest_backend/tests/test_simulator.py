"""The simulator refuses what the contract does not have, and misbehaves when it is told to."""

import pytest
import requests

from proctoring_host.errors import BackendAnswerInvalid, BackendError, BackendUnreachable

EXAM = {
    "id": 1,
    "course_id": "course-v1:A+B+C",
    "content_id": "block",
    "exam_name": "Exam",
    "time_limit_mins": 60,
    "is_proctored": True,
    "is_practice_exam": False,
    "is_active": True,
    "due_date": None,
    "hide_after_due": False,
    "backend": "rest",
    "external_id": None,
}
ATTEMPT = {
    "lms_host": "http://platform.example",
    "time_limit_mins": 60,
    "is_sample_attempt": False,
    "user_id": "someone",
    "full_name": "Ada King Lovelace",
    "email": "ada@learner.example",
    "review_policy": "",
    "review_policy_exception": "",
    "status": "created",
}


class Client:
    """Speaks to the simulator without the backend, so that it can say what the backend never would."""

    def __init__(self, url, form):
        self.url = url
        self.form = form
        self.headers = {"Authorization": f"JWT {self.token().json()['access_token']}"}

    def token(self, **form):
        given = {key: value for key, value in {**self.form, **form}.items() if value is not None}
        return requests.post(f"{self.url}/oauth2/access_token", data=given, timeout=10)

    def __call__(self, method, path, json=None, **options):
        headers = {**self.headers, **options.pop("headers", {})}
        return requests.request(method, self.url + path, json=json, headers=headers, timeout=10, **options)


@pytest.fixture
def client(simulator, make):
    form = {"client_id": make.client_id, "client_secret": make.client_secret}
    return Client(simulator.url, {**form, "grant_type": "client_credentials", "token_type": "jwt"})


@pytest.fixture
def exam(client):
    return client("POST", "/api/v1/exam/", EXAM).json()["id"]


@pytest.fixture
def attempt(client, exam):
    return client("POST", f"/api/v1/exam/{exam}/attempt/", ATTEMPT).json()["id"]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"client_secret": "wrong"}, 401),
        ({"client_id": "wrong"}, 401),
        ({"grant_type": "password"}, 400),
        ({"token_type": "bearer"}, 400),
        ({"client_id": None}, 400),
        ({"scope": "all"}, 400),
    ],
)
def test_a_token_is_for_the_client_alone(form, status, client):
    assert client.token(**form).status_code == status


def test_a_token_is_asked_for_with_a_form(client, simulator):
    answer = requests.post(f"{simulator.url}/oauth2/access_token", json=client.form, timeout=10)

    assert answer.status_code == 415


@pytest.mark.parametrize("authorization", ["", "JWT", "JWT wrong", "Bearer {}"])
def test_a_call_without_a_good_token_is_refused(authorization, client):
    token = client.headers["Authorization"].split()[1]

    answer = client("GET", "/api/v1/config/", headers={"Authorization": authorization.format(token)})

    assert answer.status_code == 401
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"id": True},
        {"course_id": ""},
        {"time_limit_mins": 0},
        {"is_active": 1},
        {"due_date": "tomorrow"},
        {"due_date": "2026-01-12T09:00:00"},
        {"rules": {"allow_notes": "yes"}},
        {"rule_summary": 1},
        {"extra": 1},
        {"exam_name": ...},
    ],
)
def test_an_exam_of_another_form_is_refused(change, client, simulator):
    body = {key: value for key, value in {**EXAM, **change}.items() if value is not ...}

    answer = client("POST", "/api/v1/exam/", body)

    assert answer.status_code == 400
    assert next(iter(change)) in answer.json()["error"]
    assert simulator.state()["exams"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "started"},
        {"time_limit_mins": -1},
        {"time_limit_mins": 1.5},
        {"user_id": ""},
        {"lms_host": "platform"},
        {"email": None},
        {"attempt_code": "X"},
        {"review_policy": ...},
    ],
)
def test_an_attempt_of_another_form_is_refused(change, client, exam, simulator):
    body = {key: value for key, value in {**ATTEMPT, **change}.items() if value is not ...}

    answer = client("POST", f"/api/v1/exam/{exam}/attempt/", body)

    assert answer.status_code == 400
    assert next(iter(change)) in answer.json()["error"]
    assert simulator.state()["attempts"] == []


@pytest.mark.parametrize("body", [{}, {"status": "verified"}, {"status": "started", "by": "me"}, {"status": 1}])
def test_a_notice_of_another_form_is_refused(body, client, exam, attempt):
    assert client("PATCH", f"/api/v1/exam/{exam}/attempt/{attempt}/", body).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing/", 404),
        ("GET", "/api/v1/exam/unknown/", 404),
        ("POST", "/api/v1/exam/unknown/attempt/", 404),
        ("PUT", "/api/v1/exam/unknown/", 405),
        ("GET", "/api/v1/courses/c/onboarding_statuses?colour=red", 400),
        ("GET", "/api/v1/courses/c/onboarding_statuses?status=excellent", 400),
        ("GET", "/api/v1/courses/c/onboarding_statuses?page=0", 400),
        ("GET", "/api/v1/instructor/unknown/?jwt=x", 404),
        ("GET", "/api/v1/instructor/client%201%2F%C3%BC/?jwt=x", 403),
    ],
)
def test_other_addresses_methods_and_queries_are_refused(method, path, status, client):
    answer = client(method, path)

    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"{", "application/json", 400), (b"[]", "application/json", 400), (b"{}", "text/plain", 415)],
)
def test_a_body_that_is_no_json_object_is_refused(content, kind, status, client):
    answer = client("POST", "/api/v1/exam/", data=content, headers={"Content-Type": kind})

    assert answer.status_code == status


def test_an_attempt_belongs_to_its_exam(client, exam, attempt):
    other = client("POST", "/api/v1/exam/", EXAM).json()["id"]

    assert client("GET", f"/api/v1/exam/{other}/attempt/{attempt}/").status_code == 404


def test_a_learner_nobody_registered_has_no_profile(client):
    answer = client("GET", "/api/v1/courses/c/onboarding_statuses?user_id=nobody").json()

    assert answer == {"user_id": "nobody", "status": "no-profile", "expiration_date": None}


def test_a_huge_body_is_refused(simulator):
    answer = requests.post(f"{simulator.url}/control", data=b" " * 1_100_000, timeout=10)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("fault", "error", "registers"),
    [
        ({"kind": "500"}, BackendError, 0),
        ({"kind": "429", "seconds": 7}, BackendError, 0),
        ({"kind": "drop"}, BackendUnreachable, 1),
        ({"kind": "html"}, BackendAnswerInvalid, 1),
        ({"kind": "no_id"}, BackendAnswerInvalid, 1),
        ({"kind": "slow", "seconds": 1.5}, BackendUnreachable, 1),
        ({"kind": "500", "token": True}, BackendError, 0),
    ],
)
def test_each_fault_happens_once_and_is_survived(fault, error, registers, simulator, make):
    backend = make.backend(base_url=simulator.url, timeout=(0.5, 0.5))
    simulator.fault(**fault)

    with pytest.raises(error) as caught:
        backend.register_exam(make.exam())
    if fault["kind"] != "slow":
        assert len(simulator.state()["exams"]) == registers
    backend.register_exam(make.exam())

    assert simulator.state()["fault"] is None
    assert caught.value.retry_after == (7.0 if fault["kind"] == "429" else None)


def test_a_registration_whose_answer_was_lost_is_one_attempt(backend, simulator, make):
    exam = make.exam(external_id=backend.register_exam(make.exam()))
    simulator.fault("drop")

    with pytest.raises(BackendUnreachable):
        backend.register_attempt(make.registration(exam=exam))
    registered = backend.register_attempt(make.registration(exam=exam))

    assert [kept["id"] for kept in simulator.state()["attempts"]] == [registered.external_id]
