"""The simulator's scripts and page, what it says to the platform, and its command."""

import argparse
import io
import json
import os
import signal
import socket
import threading
import time

import pytest
import requests
from proctoring_rest_backend.simulator import AccountProblem, VendorAccount, read_account, running_simulator
from proctoring_rest_backend.simulator.cli import command

PASSWORD = "the password of the vendor"


@pytest.fixture
def attempt(backend, make):
    exam = make.exam(external_id=backend.register_exam(make.exam(exam_name="<b>Exam</b>")))
    registration = make.registration(exam=exam, platform_url="http://127.0.0.1:1")
    return backend.register_attempt(registration).external_id


def post(simulator, path, body, **options):
    return requests.post(simulator.url + path, json=body, timeout=20, **options)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control", {"fault": "earthquake"}, 400),
        ("/control", {"fault": "500", "times": 0}, 400),
        ("/control", {"fault": "slow", "seconds": "long"}, 400),
        ("/control", {"fault": "500", "times": []}, 400),
        ("/control/onboarding", {"refuse": "never"}, 400),
        ("/control/onboarding", {"user_id": "u", "status": "great"}, 400),
        ("/control/ready", {"attempt": "unknown"}, 404),
        ("/control/review", {"attempt": "unknown"}, 404),
        ("/control/review", {"status": 1}, 400),
    ],
)
def test_orders_that_cannot_be_carried_out_are_refused(path, body, status, simulator):
    answer = post(simulator, path, body)

    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_fault_is_set_and_ended(simulator):
    fault = {"fault": "429", "times": 2, "seconds": 30.0, "token": False}

    assert post(simulator, "/control", {"fault": "429", "times": 2}).json() == {"fault": fault}
    assert requests.get(f"{simulator.url}/control/state", timeout=10).json()["fault"] == fault
    assert post(simulator, "/control", {}).json() == {"fault": None}


def test_without_a_user_nothing_can_be_sent(simulator, attempt):
    (sent,) = simulator.ready(attempt)["sent"]

    assert sent["http_status"] == 0
    assert "no user" in sent["answer"]


def test_a_platform_that_does_not_answer_is_reported(attempt, make):
    account = VendorAccount(
        client_id=make.client_id,
        client_secret=make.client_secret,
        user="vendor",
        password=PASSWORD,
        platform_url="http://127.0.0.1:1",
    )
    with running_simulator(account) as simulator:
        backend = make.backend(base_url=simulator.url)
        exam = make.exam(external_id=backend.register_exam(make.exam()))
        registered = backend.register_attempt(make.registration(exam=exam))
        (sent,) = simulator.review(registered.external_id, "passed", comments=["A phone", {"comment": "own"}])["sent"]

    assert (sent["http_status"], sent["status"]) == (0, "passed")
    assert "ConnectionError" in sent["answer"]
    assert PASSWORD not in repr(account) + str(sent)


def test_the_page_shows_attempts_and_sets_faults(simulator, attempt, make):
    requests.post(simulator.url, data={"do": "fault", "fault": "500", "times": "3", "token": "on"}, timeout=10)

    page = requests.get(simulator.url, timeout=10).text

    assert attempt in page
    assert "The next 3 calls for a token go wrong" in page
    assert "Lovelace" not in page
    assert make.client_secret not in page


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"do": "dance"}, 400, "nothing that is known"),
        ({"do": "fault", "fault": "500", "times": "many"}, 400, "times must be a number"),
        ({"do": "ready", "attempt": "unknown"}, 404, "no such attempt"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_form(form, status, says, simulator):
    answer = requests.post(simulator.url, data=form, timeout=10)

    assert answer.status_code == status
    assert says in answer.text


def test_the_page_sends_reviews(simulator, attempt):
    form = {"do": "review", "attempt": attempt, "status": "suspicious", "comments": "A phone\r\n\r\nA person"}

    answer = requests.post(simulator.url, data=form, timeout=10)

    assert answer.status_code == 200
    assert "suspicious (0)" in answer.text


def test_another_sites_page_can_do_nothing(simulator):
    answer = post(simulator, "/control", {"fault": "500"}, headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code == 403
    assert simulator.state()["fault"] is None


def test_there_is_something_to_download(simulator):
    assert requests.get(f"{simulator.url}/download", timeout=10).status_code == 200
    assert requests.head(f"{simulator.url}/download", timeout=10).content == b""


def test_the_account_is_read_from_the_platforms_configuration(tmp_path):
    entry = {"client_id": "id", "client_secret": "configured", "timeout": 3}
    (tmp_path / "lms.auth.json").write_text(json.dumps({"PROCTORING_BACKENDS": {"rest": entry}}))

    account = read_account(tmp_path, "rest", client_secret="given", user="", platform_url="http://p.example")

    assert (account.client_id, account.client_secret, account.platform_url) == ("id", "given", "http://p.example")
    assert "given" not in repr(account)


@pytest.mark.parametrize("content", [None, "{}", '{"PROCTORING_BACKENDS": {"rest": 7}}', "[]", "{"])
def test_an_account_that_cannot_be_read_is_explained(content, tmp_path):
    if content is not None:
        (tmp_path / "lms.auth.json").write_text(content)

    with pytest.raises(AccountProblem) as caught:
        read_account(tmp_path, "rest")

    assert "lms.auth.json" in str(caught.value)


def options(**changes):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return {**vars(parser.parse_args([])), **changes}


def test_the_command_says_what_is_missing(tmp_path):
    stdout = io.StringIO()

    assert command.handle(options(config=str(tmp_path)), stdout) == 1
    assert "client_id and client_secret" in stdout.getvalue()


def test_the_command_says_which_port_is_taken():
    stdout = io.StringIO()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = options(client_id="id", client_secret="secret", port=taken.getsockname()[1])
        code = command.handle(given, stdout)

    assert code == 1
    assert "Cannot listen" in stdout.getvalue()


def test_the_command_runs_until_it_is_told_to_stop(monkeypatch):
    stdout = io.StringIO()
    monkeypatch.setenv("REST_VENDOR_PASSWORD", PASSWORD)

    def stop():
        while "base_url" not in stdout.getvalue():
            time.sleep(0.02)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop, daemon=True).start()
    before = signal.getsignal(signal.SIGTERM)

    assert command.handle(options(client_id="id", client_secret="secret", port=0), stdout) == 0
    assert "has stopped" in stdout.getvalue()
    assert PASSWORD not in stdout.getvalue()
    assert signal.getsignal(signal.SIGTERM) == before
