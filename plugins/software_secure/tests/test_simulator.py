"""The simulator over real HTTP, with the plugin as its customer."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from proctoring_software_secure.simulator import Account, running_simulator

from proctoring_host.data import Callback, CallbackKind, ReviewStatus
from proctoring_host.errors import BackendAnswerInvalid, BackendUnreachable, RegistrationRefused

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def account(make, wire):
    return Account(
        secret_key=make.secrets["secret_key"],
        secret_key_id="key-id",
        crypto_key=make.secrets["crypto_key"],
        organization="The Organization",
        exam_sponsor="The Sponsor",
        platform_url=f"http://127.0.0.1:{wire.port}/",
        review_token="a token/with signs",
    )


@pytest.fixture
def simulator(account, make):
    with running_simulator(account, clock=lambda: make.now) as running:
        yield running


@pytest.fixture
def register(simulator, make):
    """Registers an attempt through the plugin; the wire stands for the platform."""

    def register(exam_name="Midterm", attempt_code=make.code, url=simulator.register_url, **options):
        backend = make.backend(exam_register_endpoint=url, timeout=1.0, **options)
        return backend.register_attempt(make.registration(exam_name, attempt_code=attempt_code)).external_id

    return register


def test_the_same_attempt_gets_the_same_locator_again(register, simulator, make):
    first, again = register(), register()

    assert first == again
    [attempt] = simulator.state()["attempts"]
    assert (attempt["exam_code"], attempt["locator"], attempt["registrations"]) == (make.code, first, 2)
    assert attempt["body"]["examName"] == "Midterm"
    assert "examPassword" not in attempt["body"]


def test_another_attempt_gets_another_locator(register, make):
    assert register() != register(attempt_code=make.code.replace("7A", "7B"))


@pytest.mark.parametrize(
    "changes",
    [
        {"exam_name": 'Prüfung: "Teil 1" #2'},
        {"exam_name": "期末考试"},
        {"full_name": "Plato"},
        {"full_name": "Łukasz 王"},
        {"review_policy": "Open book\r\nNo phone"},
        {"review_policy": ""},
        {"review_policy_exception": "may wear headphones"},
        {"time_limit_mins": 0},
        {"is_sample_attempt": True},
    ],
)
def test_difficult_registrations_are_taken(changes, simulator, make):
    backend = make.backend(exam_register_endpoint=simulator.register_url, send_email=True)

    assert backend.register_attempt(make.registration(**changes)).external_id


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"secret_key": "another"}, "The signature does not fit the request."),
        ({"secret_key_id": "another"}, "The key id in Authorization is unknown."),
        ({"crypto_key": "876543219123456712345678"}, "examPassword does not hold the exam code."),
        ({"organization": "Another"}, "organization is unknown."),
        ({"exam_sponsor": "Another"}, "examSponsor is unknown."),
        ({"now": datetime(2015, 7, 15, 5, 26, 32, tzinfo=UTC)}, "Date differs from our clock by more than 15 minutes."),
        ({"now": datetime(2015, 7, 15, 4, 56, 30, tzinfo=UTC)}, "Date differs from our clock by more than 15 minutes."),
    ],
)
def test_an_account_that_does_not_fit_is_refused_with_the_reason(options, reason, register, simulator):
    with pytest.raises(RegistrationRefused):
        register(**options)

    [request] = simulator.state()["requests"]
    assert (request["outcome"], request["reason"]) == ("refused", reason)
    assert simulator.state()["attempts"] == []


def test_a_clock_within_a_quarter_of_an_hour_is_good_enough(register, make):
    assert register(now=make.now + timedelta(minutes=15))


def test_an_error_of_the_vendor_registers_nothing_and_passes(register, simulator):
    simulator.fault("500", times=2)

    for _ in range(2):
        with pytest.raises(RegistrationRefused) as caught:
            register()
        assert not caught.value.final
    assert simulator.state()["attempts"] == []
    assert register()
    assert [request["outcome"] for request in simulator.state()["requests"]] == ["500", "500", "registered"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("drop", BackendUnreachable), ("html", BackendAnswerInvalid), ("no_locator", BackendAnswerInvalid)],
)
def test_an_answer_that_gets_lost_leaves_a_registered_attempt(kind, error, register, simulator):
    simulator.fault(kind)

    with pytest.raises(error):
        register()

    [attempt] = simulator.state()["attempts"]
    assert register() == attempt["locator"]
    assert simulator.state()["fault"] is None


def test_a_slow_vendor_is_given_up_and_then_works(register, simulator):
    simulator.fault("slow", seconds=5)
    with pytest.raises(BackendUnreachable):
        register()

    assert register()


def test_a_refused_registration_uses_no_fault_up(register, simulator):
    simulator.fault("500")
    with pytest.raises(RegistrationRefused):
        register(secret_key="another")

    assert simulator.state()["fault"]["times"] == 1


def test_a_fault_can_be_ended(register, simulator):
    simulator.fault("500", times=1000)
    simulator.fault("")

    assert register()


def test_a_review_reaches_the_platform_in_the_vendors_form(register, simulator, wire, make):
    locator = register(send_email=True)

    outcome = simulator.review(
        make.code,
        "Suspicious",
        comments=["Looked away", {"comments": "Left", "duration": "5"}],
        desktop_comments=["Other site"],
        video=f"{simulator.url}/recordings/DirectLink-Generic/{locator}",
    )

    assert outcome == {
        "scheduled": False,
        "sent": [{"http_status": 200, "answer": '{"ssiRecordLocator": "LOCATOR-1"}'}],
    }
    [request] = wire.captured
    path = "/api/edx_proctoring/proctoring_review_callback/?token=a%20token%2Fwith%20signs"
    assert request.line == f"POST {path} HTTP/1.1"
    callback = Callback(kind=CallbackKind.REVIEW, backend="software_secure", method="POST", path="/", body=request.body)
    review = make.backend(video_review_aes_key=make.secrets["video_review_aes_key"]).parse_callback(callback)
    assert (review.status, review.attempt_code, review.external_id) == (ReviewStatus.SUSPICIOUS, make.code, locator)
    assert [comment.comment for comment in review.comments] == ["Looked away", "Left", "Other site"]
    assert "Lovelace" in request.body.decode()
    assert "Lovelace" not in json.dumps(review.raw)


def test_a_review_can_be_sent_twice_and_forged(register, simulator, wire, make):
    register()

    simulator.review(make.code, "Clean", times=2)
    simulator.review(make.code, "No Such Word", locator="ANOTHER", token="")

    twice = wire.captured[:2]
    assert twice[0].body == twice[1].body
    assert wire.captured[2].line.startswith("POST /api/edx_proctoring/proctoring_review_callback/ ")
    forged = json.loads(wire.captured[2].body)
    assert (forged["reviewStatus"], forged["examMetaData"]["ssiRecordLocator"]) == ("No Such Word", "ANOTHER")


def test_a_late_review_comes_later(register, simulator, wire, make):
    register()

    assert simulator.review(make.code, "Clean", delay=0.3) == {"scheduled": True, "sent": []}
    assert wire.captured == []

    waited_for(lambda: simulator.state()["attempts"][0]["reviews"])
    assert len(wire.captured) == 1


def test_a_late_review_that_nobody_waits_for_is_not_sent(account, wire, make):
    with running_simulator(account, clock=lambda: make.now) as simulator:
        backend = make.backend(exam_register_endpoint=simulator.register_url)
        backend.register_attempt(make.registration())
        simulator.review(make.code, "Clean", delay=0.5)

    time.sleep(0.7)
    assert wire.captured == []


def test_a_platform_that_is_down_is_told_apart(register, simulator, wire, make):
    register()
    wire.reply = lambda connection: None

    outcome = simulator.review(make.code, "Clean")

    assert outcome["sent"] == [{"http_status": 0, "answer": "ConnectionError"}]
    assert simulator.state()["attempts"][0]["reviews"][0]["http_status"] == 0


def test_the_launch_link_is_opened_and_not_followed(account, wire, make):
    wire.answers(b"", "302 Found", ["Location: /exam", "Set-Cookie: exam=signed; Path=/"])
    with running_simulator(account, clock=lambda: make.now) as simulator:
        backend = make.backend(exam_register_endpoint=simulator.register_url)
        launch_url = f"http://127.0.0.1:{wire.port}/start_exam/{make.code}"
        backend.register_attempt(make.registration(launch_url=launch_url))

        outcome = simulator.launch(make.code)

        assert outcome == {"status": 302, "location": "/exam", "cookies": {"exam": "signed"}}
        assert [request.line for request in wire.captured] == [f"GET /start_exam/{make.code} HTTP/1.1"]
        assert simulator.state()["attempts"][0]["launches"][0]["location"] == "/exam"
        wire.reply = lambda connection: None
        assert simulator.launch(make.code) == {"status": 0, "error": "ConnectionError"}


def test_without_a_platform_reviews_go_where_the_launch_link_leads(wire, make, account):
    unbound = Account(secret_key=account.secret_key, secret_key_id="key-id", crypto_key=account.crypto_key)
    with running_simulator(unbound, clock=lambda: make.now) as simulator:
        launch_url = f"http://127.0.0.1:{wire.port}/start_exam/{make.code}"
        backend = make.backend(exam_register_endpoint=simulator.register_url)
        backend.register_attempt(make.registration(launch_url=launch_url))
        simulator.review(make.code, "Clean")

    assert [request.line for request in wire.captured] == [
        "POST /api/edx_proctoring/proctoring_review_callback/ HTTP/1.1"
    ]


def test_many_registrations_at_once_are_all_remembered(register, simulator, make):
    codes = [make.code[:-2] + f"{number:02}" for number in range(30)]
    threads = [threading.Thread(target=register, kwargs={"attempt_code": code}) for code in codes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = simulator.state()["attempts"]
    assert {attempt["exam_code"]: attempt["registrations"] for attempt in state} == dict.fromkeys(codes, 2)


def test_it_stops_while_an_answer_is_still_held_back(account, make):
    with running_simulator(account, clock=lambda: make.now) as simulator:
        simulator.fault("slow", seconds=60)
        backend = make.backend(exam_register_endpoint=simulator.register_url, timeout=30.0)
        caller = threading.Thread(target=backend.register_attempt, args=(make.registration(),))
        caller.start()
        waited_for(lambda: simulator.state()["fault"] is None)
        begun = time.monotonic()

    assert time.monotonic() - begun < 5
    caller.join(5)
    assert not caller.is_alive()
    with pytest.raises(requests.ConnectionError):
        requests.get(simulator.url, timeout=1)


def waited_for(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
