"""The simulator's pages and control addresses, and its command."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from importlib.metadata import entry_points

import pytest
import requests
from proctoring_software_secure.simulator import Account, AccountProblem, read_account, running_simulator
from proctoring_software_secure.simulator import records as limits
from proctoring_software_secure.simulator.cli import command


@pytest.fixture
def site(make, wire):
    """A simulator with one attempt whose name and policy would be markup if pages did not escape them."""
    account = Account(
        secret_key=make.secrets["secret_key"],
        secret_key_id="key-id",
        crypto_key=make.secrets["crypto_key"],
        platform_url=f"http://127.0.0.1:{wire.port}",
    )
    with running_simulator(account, clock=lambda: make.now) as simulator:
        backend = make.backend(exam_register_endpoint=simulator.register_url)
        launch_url = f"http://127.0.0.1:{wire.port}/start_exam/{make.code}"
        backend.register_attempt(make.registration(launch_url=launch_url, review_policy="<script>no()</script>"))
        yield simulator


def control(site, path, body):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = requests.post(f"{site.url}/control{path}", data=content, timeout=5)
    return answer.status_code, answer.json()


def test_a_fault_is_set_by_a_script(site):
    assert control(site, "", {"fault": "slow", "times": 2, "seconds": 1.5}) == (
        200,
        {"fault": {"fault": "slow", "times": 2, "seconds": 1.5}},
    )
    assert control(site, "", {"fault": "drop"})[1]["fault"] == {"fault": "drop", "times": 1, "seconds": 0.0}
    assert control(site, "", {}) == (200, {"fault": None})


def test_a_script_sees_everything(site, make):
    state = requests.get(f"{site.url}/control/state", timeout=5).json()

    assert state == site.state()
    assert set(state) == {"attempts", "requests", "fault"}
    assert state["requests"][0]["exam_code"] == make.code


def test_a_script_starts_and_reviews(site, wire, make):
    wire.answers(b"", "302 Found", ["Location: /exam"])

    assert control(site, "/start", {"exam_code": make.code})[1]["status"] == 302
    assert control(site, "/review", {"exam_code": make.code, "status": "Clean"})[0] == 200
    assert control(site, "/review", {"exam_code": make.code, "status": "Clean", "delay": 60})[0] == 202
    assert [request.line.split()[0] for request in wire.captured] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("", b"no json", "must be JSON"),
        ("", [], "must be a JSON object"),
        ("", {"fault": "fire"}, "fault must be one of slow"),
        ("", {"fault": "500", "times": 0}, "times must be a number from 1"),
        ("", {"fault": "500", "times": "often"}, "times must be a number"),
        ("", {"fault": "slow", "seconds": [1]}, "seconds must be a number"),
        ("/start", {}, "exam_code must be text"),
        ("/review", {"exam_code": "CODE", "status": 1}, "status must be text"),
        ("/review", {"exam_code": "CODE", "comments": "x"}, "comments must be a list"),
        ("/review", {"exam_code": "CODE", "desktop_comments": [1]}, "must hold texts or objects"),
        ("/review", {"exam_code": "CODE", "times": 21}, "times must be a number from 1 to 20"),
        ("/review", {"exam_code": "CODE", "delay": -1}, "delay must be a number from 0"),
    ],
)
def test_a_request_that_cannot_be_carried_out_is_explained(path, body, words, site, make):
    if isinstance(body, dict) and body.get("exam_code"):
        body["exam_code"] = make.code

    status, answer = control(site, path, body)

    assert status == 400
    assert words in answer["error"]


def test_an_unknown_attempt_is_not_found(site):
    code = "00000000-0000-0000-0000-000000000000"

    assert control(site, "/review", {"exam_code": code})[0] == 404
    assert control(site, "/start", {"exam_code": code})[0] == 404
    for path in (f"/attempts/{code}", "/recordings/DirectLink-HTML5/unknown", "/nothing"):
        assert requests.get(site.url + path, timeout=5).status_code == 404


def test_the_wrong_method_is_told(site):
    assert requests.get(site.register_url, timeout=5).status_code == 405
    assert requests.head(f"{site.url}/download", timeout=5).status_code == 200


def test_a_page_of_another_site_can_do_nothing(site):
    elsewhere = {"Origin": "https://elsewhere.example"}

    answer = requests.post(f"{site.url}/control", data='{"fault": "500"}', headers=elsewhere, timeout=5)

    assert answer.status_code == 403
    assert site.state()["fault"] is None


def test_a_huge_body_is_not_read(site):
    headers = {"Content-Length": str(2 * 1024 * 1024)}

    answer = requests.post(site.register_url, data=b"", headers=headers, timeout=5)

    assert answer.status_code == 413


def test_a_body_without_a_length_is_an_empty_one(site):
    answer = requests.post(site.register_url, data=b"", headers={"Content-Length": "some"}, timeout=5)

    assert answer.status_code == 415


def test_waiting_reviews_are_limited(site, make):
    statuses = [control(site, "/review", {"exam_code": make.code, "delay": 600})[0] for _ in range(51)]

    assert statuses == [202] * 50 + [400]


def test_the_oldest_attempt_makes_room(site, make, monkeypatch):
    monkeypatch.setattr(limits, "ATTEMPTS", 2)
    backend = make.backend(exam_register_endpoint=site.register_url)

    for letter in "BC":
        backend.register_attempt(make.registration(attempt_code=make.code.replace("7A", f"7{letter}")))

    assert [attempt["exam_code"][:2] for attempt in site.state()["attempts"]] == ["7B", "7C"]


def page(site, path):
    answer = requests.get(site.url + path, timeout=5)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert '<html lang="en">' in answer.text
    ids = set(re.findall(r' id="([\w-]+)"', answer.text))
    assert set(re.findall(r'<label for="([\w-]+)"', answer.text)) <= ids
    return answer.text


def test_the_overview_lists_attempts_and_faults(site, make):
    site.fault("html", times=3, seconds=2)

    text = page(site, "/")

    assert f'href="/attempts/{make.code}"' in text
    assert "The next 3 registrations go wrong" in text
    assert f"{site.url}/register" in text


def test_an_empty_overview_says_what_to_do(make):
    account = Account(secret_key="s", secret_key_id="i", crypto_key=make.secrets["crypto_key"])
    with running_simulator(account) as empty:
        assert "Nothing has been registered yet" in page(empty, "/")


def test_a_fault_is_set_on_the_page(site):
    requests.post(f"{site.url}/fault", data={"fault": "slow", "times": "2", "seconds": ""}, timeout=5)
    assert site.state()["fault"] == {"fault": "slow", "times": 2, "seconds": 5.0}

    wrong = requests.post(f"{site.url}/fault", data={"fault": "slow", "times": "no"}, timeout=5)
    assert wrong.status_code == 400
    assert 'role="alert">times must be' in wrong.text


def test_the_secure_browser_goes_to_the_launch_link(site, wire, make):
    page(site, "/download")

    answer = requests.post(
        f"{site.url}/start", data={"exam_code": f" {make.code.lower()} "}, allow_redirects=False, timeout=5
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://127.0.0.1:{wire.port}/start_exam/{make.code}"
    assert len(site.state()["attempts"][0]["launches"]) == 1


def test_the_secure_browser_explains_an_unknown_code(site):
    answer = requests.post(f"{site.url}/start", data={"exam_code": '"><b>'}, timeout=5)

    assert answer.status_code == 404
    assert "No exam is registered under this exam code." in answer.text
    assert "<b>" not in answer.text


def test_the_reviewer_fills_in_a_form(site, wire, make):
    text = page(site, f"/attempts/{make.code}")
    assert "<script>" not in text
    for verdict in ("Clean", "Rules Violation", "Suspicious", "Not Reviewed"):
        assert f"<option>{verdict}</option>" in text
    form = {
        "status": "Rules Violation",
        "comments": "One\r\nTwo",
        "desktop_comments": "",
        "video": "https://v",
        "times": "2",
        "delay": "",
    }

    answer = requests.post(f"{site.url}/attempts/{make.code}/review", data=form, timeout=5)

    assert answer.url == f"{site.url}/attempts/{make.code}#reviews"
    assert answer.text.count("<td>Rules Violation</td>") == 2
    first, second = (json.loads(request.body) for request in wire.captured)
    assert first == second
    assert [comment["comments"] for comment in first["webCamComments"]] == ["One", "Two"]
    assert (first["desktopComments"], first["videoReviewLink"]) == ([], "https://v")


def test_a_form_that_cannot_be_carried_out_is_shown_again(site, make):
    answer = requests.post(f"{site.url}/attempts/{make.code}/review", data={"times": "99"}, timeout=5)

    assert answer.status_code == 400
    assert 'role="alert">times must be a number from 1 to 20.' in answer.text


def test_the_link_to_a_recording_leads_somewhere(site, make):
    locator = site.state()["attempts"][0]["locator"]

    assert "HTML5 player" in page(site, f"/recordings/DirectLink-HTML5/{locator}")
    assert "old player" in page(site, f"/recordings/DirectLink-Generic/{locator}")


@pytest.fixture
def config(tmp_path, make):
    account = {
        "secret_key": make.secrets["secret_key"],
        "secret_key_id": "key-id",
        "crypto_key": make.secrets["crypto_key"],
        "review_callback_secret": "from-the-file",
        "exam_register_endpoint": "unused",
    }
    content = {"PROCTORING_BACKENDS": {"DEFAULT": "software_secure", "software_secure": account}, "OTHER": 1}
    (tmp_path / "lms.auth.json").write_text(json.dumps(content))
    return tmp_path


def test_the_account_is_read_from_the_platforms_file(config, make):
    account = read_account(config, "software_secure", platform_url="http://127.0.0.1:1", secret_key="")

    assert account.secret_key == make.secrets["secret_key"]
    assert (account.review_token, account.platform_url) == ("from-the-file", "http://127.0.0.1:1")
    assert make.secrets["secret_key"] not in repr(account)
    assert read_account(config, "software_secure", review_token="other").review_token == "other"


@pytest.mark.parametrize("content", [None, "{}", "[]", '{"PROCTORING_BACKENDS": {"software_secure": []}}'])
def test_a_missing_account_is_explained(content, tmp_path):
    if content:
        (tmp_path / "lms.auth.json").write_text(content)

    with pytest.raises(AccountProblem, match="lacks secret_key, secret_key_id, crypto_key"):
        read_account(tmp_path, "software_secure")


def test_a_file_that_is_no_json_is_named(tmp_path):
    (tmp_path / "lms.auth.json").write_text("{")

    with pytest.raises(AccountProblem, match=r"lms\.auth\.json cannot be read"):
        read_account(tmp_path, "software_secure")


def options(*arguments):
    parser = ArgumentParser()
    command.add_arguments(parser)
    return vars(parser.parse_args(arguments))


def test_the_command_is_installed_under_its_name():
    [entry] = entry_points(group="proctoring.commands", name="software-secure-simulator")

    assert entry.load() is command
    assert command.HELP


def test_without_an_account_the_command_says_what_is_missing(tmp_path):
    output = io.StringIO()

    assert command.handle(options("--config", str(tmp_path)), output) == 1
    assert "lacks secret_key" in output.getvalue()


def test_a_port_that_is_taken_is_told(config, wire):
    output = io.StringIO()

    assert command.handle(options("--config", str(config), "--port", str(wire.port)), output) == 1
    assert f"Cannot listen on 127.0.0.1:{wire.port}" in output.getvalue()


def test_the_command_serves_until_it_is_interrupted(config, monkeypatch):
    output = io.StringIO()
    monkeypatch.setenv("PROCTORING_CONFIG_DIR", str(config))
    before = signal.getsignal(signal.SIGTERM)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()

    assert command.handle(options("--port", "0"), output) == 0

    assert re.search(r"simulator at http://127\.0\.0\.1:\d+/", output.getvalue())
    assert output.getvalue().endswith("has stopped.\n")
    assert signal.getsignal(signal.SIGTERM) is before


def test_ctrl_c_ends_the_process_cleanly(config):
    code = (
        "import sys; from proctoring_software_secure.simulator.cli import command; from argparse import *; "
        "p = ArgumentParser(); command.add_arguments(p); sys.exit(command.handle(vars(p.parse_args()), sys.stdout))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "--port", "0", "--config", str(config)], stdout=subprocess.PIPE, text=True
    )
    url = re.search(r"http://\S+", process.stdout.readline())[0]
    assert requests.get(url, timeout=5).status_code == 200

    process.send_signal(signal.SIGINT)

    rest, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert rest.endswith("The simulator has stopped.\n")
