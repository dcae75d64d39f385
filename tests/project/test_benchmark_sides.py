"""The sides of the benchmark are asked as a server asks, and have the same around them."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.sides import reference_site, world
from benchmarks.sides.client import Client, application, client_of


class Echo(APIView):
    """Tells what arrived."""

    def get(self, request: Request, name: str) -> Response:
        return Response({"user": request.user.username, "name": name, "query": request.query_params.dict()})

    put = post = lambda _self, request, name: Response({"name": name, "body": request.data})


def visited(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(request.COOKIES.get("seen", "never"))
    response.set_cookie("seen", "once")
    return response


urlpatterns = [path("echo/<str:name>", Echo.as_view()), path("visited", ensure_csrf_cookie(visited))]


@pytest.fixture(autouse=True)
def mounted(settings: Any) -> Any:
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    application.cache_clear()
    # As Django's own client does: the transaction of the test is on the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    application.cache_clear()


@pytest.fixture
def learner(db: None) -> User:
    return User.objects.create(username="ada")


def test_a_client_is_signed_in_and_asks_with_path_and_query(learner: User) -> None:
    answer = client_of(learner).get("/echo/a%20b?page=2")

    assert answer.status_code == 200
    assert answer.json() == {"user": learner.username, "name": "a b", "query": {"page": "2"}}


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_change_brings_its_body_and_the_token_against_forgery(learner: User, method: str) -> None:
    answer = getattr(client_of(learner), method)("/echo/x", {"exam_id": 1})

    assert (answer.status_code, answer.json()["body"]) == (200, {"exam_id": 1})


def test_a_change_without_the_token_is_refused_as_on_any_site(learner: User) -> None:
    client = client_of(learner)
    del client.cookies["csrftoken"]

    answer = client.post("/echo/x", {"exam_id": 1})

    assert answer.status_code == 403
    assert "CSRF" in json.dumps(answer.json())


def test_cookies_of_an_answer_come_back_with_the_next_request() -> None:
    client = Client(application())

    assert [client.get("/visited").content, client.get("/visited").content] == [b"never", b"once"]


def test_a_request_ends_as_it_does_in_a_server() -> None:
    ended = []

    def note(**_what: object) -> None:
        ended.append("request")

    request_finished.connect(note)
    try:
        Client(application()).get("/visited")
    finally:
        request_finished.disconnect(note)

    assert ended == ["request"]


def test_both_apps_have_the_same_middleware_around_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTORING_DATA_DIR", str(tmp_path))
    ours = importlib.import_module("benchmarks.sides.our_settings")
    theirs = reference_site.site_settings(str(tmp_path), "http://127.0.0.1:1")

    assert set(ours.MIDDLEWARE) - {"proctoring_host.web.correlation.Correlation"} == set(world.MIDDLEWARE)
    assert set(theirs["MIDDLEWARE"]) - set(reference_site.OWN_MIDDLEWARE) == set(world.MIDDLEWARE)
    assert ours.SESSION_ENGINE == theirs["SESSION_ENGINE"] == world.SESSIONS
    assert ours.AUTHENTICATION_BACKENDS == [world.ACCOUNTS]
    assert world.ACCOUNTS in theirs["AUTHENTICATION_BACKENDS"]
