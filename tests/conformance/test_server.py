"""The vendor's server of the suite, and what is lent to a backend."""

import threading

import pytest
import requests

from proctoring_host.testing import Answer, Route, VendorRequest
from proctoring_host.testing.faults import ELSEWHERE, PASSING_REFUSALS
from proctoring_host.testing.server import running
from proctoring_host.testing.sessions import Clock, lend
from proctoring_host.testing.watching import watching

ROUTES = (
    Route("POST", "/token", Answer.json({"token": "t"})),
    Route("POST", "/sessions/*/end", lambda request: Answer.json({"path": request.path}), "notify_attempt"),
    Route("GET", "/broken", lambda request: Answer.json(request.json()), "check"),
)


@pytest.fixture
def server():
    with running(ROUTES, 1.0) as server:
        yield server


@pytest.fixture
def session(server):
    services = lend(server.url, Clock(), [], hurry=False, on_session=lambda: None)
    with services.http() as session:
        yield session


def test_any_address_leads_to_the_server(server, session):
    answer = session.post("https://vendor.example/sessions/a%2Fb/end?x=1", json={"is": "é"})

    [request] = server.requests_of("notify_attempt")
    assert answer.json() == {"path": "/sessions/a%2Fb/end"}
    assert (request.query, request.json(), request.headers["host"]) == ("x=1", {"is": "\xe9"}, "vendor.example")


def test_an_address_that_nobody_described_is_not_found_and_noted(server, session):
    assert session.get("https://vendor.example/else").status_code == 404
    assert server.problems == ["no route fits GET /else"]


def test_where_a_redirect_leads_is_no_fault_of_the_description(server, session):
    assert session.get(f"https://vendor.example{ELSEWHERE}").status_code == 404
    assert server.problems == []


def test_only_the_calls_of_one_hook_fail(server, session):
    server.fail("notify_attempt", PASSING_REFUSALS[1])

    assert session.post(f"{server.url}/token").status_code == 200
    assert session.post(f"{server.url}/sessions/1/end").status_code == 500
    server.recover("notify_attempt")
    assert session.post(f"{server.url}/sessions/1/end").status_code == 200


def test_an_answer_that_the_description_cannot_make_is_noted(server, session):
    assert session.get(f"{server.url}/broken").status_code == 500
    assert server.problems == [
        "GET /broken raised JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
    ]


def test_where_nobody_listens_the_connection_is_refused(server, session):
    with pytest.raises(requests.ConnectionError):
        session.get(server.closed_url)


def test_time_outs_are_noted(server):
    noted: list[float] = []
    with lend(server.url, Clock(), noted, hurry=True, on_session=lambda: None).http() as session:
        session.post(f"{server.url}/token", timeout=(2, 7))

    assert noted == [2, 7]


def test_a_request_can_be_looked_through():
    request = VendorRequest(method="POST", path="/a", query="b=c", headers={"x": "y"}, body=b"\xffd")

    for part in ("POST", "/a", "b=c", "x: y", "d"):
        assert part in request.text()


def test_a_connection_is_seen(session, server):
    with watching() as seen:
        session.post(f"{server.url}/token")

    assert "socket.connect" in seen


def test_a_thread_that_stays_is_seen():
    over = threading.Event()
    with watching() as seen:
        threading.Thread(target=over.wait, name="stays", daemon=True).start()
    over.set()

    assert any("stays" in event for event in seen)


def test_what_is_not_watched_is_not_noted(session, server):
    with watching() as seen:
        pass
    session.post(f"{server.url}/token")

    assert seen == []
