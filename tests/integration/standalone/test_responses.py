"""Headers, cookies, pages of errors and log lines of the standalone host."""

import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from proctoring_host.standalone import logs, views
from proctoring_host.standalone.middleware import SecureResponses
from tests.integration.standalone.conftest import Standalone


def _answer(*, secure: bool, **headers: str) -> HttpResponse:
    def view(request: Any) -> HttpResponse:
        response = HttpResponse("page", headers=headers)
        response.set_cookie("sessionid", "x")
        return response

    return SecureResponses(view)(RequestFactory().get("/", secure=secure))


def test_cookies_are_secure_exactly_where_the_request_was() -> None:
    assert _answer(secure=True).cookies["sessionid"]["secure"] is True
    assert not _answer(secure=False).cookies["sessionid"]["secure"]


def test_every_answer_has_a_content_security_policy_and_a_page_may_have_its_own() -> None:
    assert "default-src 'self'" in _answer(secure=False)["Content-Security-Policy"]
    own = {"Content-Security-Policy": "default-src 'none'"}
    assert _answer(secure=False, **own)["Content-Security-Policy"] == "default-src 'none'"


def test_an_unknown_page_is_a_page_that_repeats_nothing_of_the_address(client: Client) -> None:
    answer = client.get("/no/such/<script>page")

    assert answer.status_code == 404
    assert "This page does not exist." in answer.content.decode()
    assert "script" not in answer.content.decode()


def test_an_error_is_a_page_that_needs_nothing_of_the_site() -> None:
    answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Your exam and its time are kept." in answer.content.decode()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Forbidden: /api/edx_proctoring/proctoring_review_callback/secret/", "proctoring_review_callback/***/"),
        ("Forbidden: /api/edx_proctoring/v1/backends/mock/callback/secret/", "callback/***/"),
        ('"POST /api/edx_proctoring/proctoring_review_callback/?token=secret HTTP/1.1" 403', "callback/?*** HTTP/1.1"),
        ("Not Found: /attempt/grouped/course_id/c/search/secret@example.com", "/search/***"),
        ("Not Found: /proctoring_launch_callback/start_exam/CODE", "proctoring_launch_callback/start_exam/CODE"),
    ],
)
def test_a_log_line_keeps_the_address_and_not_what_it_tells(written: str, kept: str) -> None:
    record = logging.makeLogRecord({"name": "django.request", "msg": "%s", "args": (written,)})

    logs.CleanPaths().filter(record)

    assert kept in record.getMessage()
    assert "secret" not in record.getMessage()


def test_a_log_line_begins_with_keys() -> None:
    record = logging.makeLogRecord({"name": "a.b", "msg": "attempt=%s", "args": (5,), "created": 0.0})

    line = logs.KeyFormatter().format(record)

    assert line == "time=1970-01-01T00:00:00.000+00:00 level=None logger=a.b attempt=5".replace(
        "None", record.levelname
    )


def test_a_log_line_of_ours_ends_with_its_further_keys_and_one_of_django_does_not() -> None:
    extra = {"msg": "request refused", "code": "past_due", "request": object()}
    ours = logging.makeLogRecord({**extra, "name": "proctoring_host.web"})
    theirs = logging.makeLogRecord({**extra, "name": "django.request"})

    assert logs.KeyFormatter().format(ours).endswith("logger=proctoring_host.web request refused code=past_due")
    assert logs.KeyFormatter().format(theirs).endswith("logger=django.request request refused")


def test_a_person_signs_in_and_out_on_the_page(migrated: Standalone) -> None:
    code = """
from django.contrib.auth.models import User
from django.test import Client
User.objects.create_user("learner", password="a long enough word")
client = Client(headers={"host": "exams.example.com"}, enforce_csrf_checks=True)
page = client.get("/accounts/login/?next=/courses/x/")
form = {
    "username": "learner", "next": "/courses/x/",
    "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
}
wrong = client.post("/accounts/login/", {**form, "password": "wrong"})
right = client.post("/accounts/login/", {**form, "password": "a long enough word"})
print(page.status_code, wrong.status_code, 'role="alert"' in wrong.content.decode())
print(right.status_code, right["Location"], right.cookies["sessionid"]["httponly"])
print(page["X-Frame-Options"], page["X-Content-Type-Options"], page["Referrer-Policy"])
"""
    assert migrated.python(code).splitlines() == [
        "200 200 True",
        "302 /courses/x/ True",
        "SAMEORIGIN nosniff same-origin",
    ]
