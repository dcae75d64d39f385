"""What the simulator knows again after a start, and what it does with a file that is not its own."""

import io
import json
import os
import signal
import stat
import threading
from argparse import ArgumentParser

import pytest
import requests
from proctoring_software_secure.simulator import Account, StateUnusable, running_simulator
from proctoring_software_secure.simulator import records as limits
from proctoring_software_secure.simulator.cli import command


@pytest.fixture
def file(tmp_path):
    return tmp_path / "simulator.json"


@pytest.fixture
def started(make, wire, file):
    """Starts a simulator that keeps its attempts in `file`; used as a context manager, as often as a test wants."""
    account = Account(
        secret_key=make.secrets["secret_key"],
        secret_key_id="key-id",
        crypto_key=make.secrets["crypto_key"],
        platform_url=f"http://127.0.0.1:{wire.port}",
    )
    return lambda: running_simulator(account, clock=lambda: make.now, state_file=file)


@pytest.fixture
def register(make, wire):
    def register(simulator, code=make.code):
        backend = make.backend(exam_register_endpoint=simulator.register_url)
        launch_url = f"http://127.0.0.1:{wire.port}/start_exam/{code}"
        return backend.register_attempt(make.registration(attempt_code=code, launch_url=launch_url)).external_id

    return register


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_everything_about_an_attempt_is_known_after_a_restart(started, register, make):
    with started() as simulator:
        register(simulator)
        register(simulator)
        simulator.launch(make.code)
        simulator.review(make.code, "Suspicious", comments=["Looked away"])
        before = simulator.state()["attempts"]

    with started() as simulator:
        assert simulator.state()["attempts"] == before
        assert simulator.problem == ""
    assert before[0]["registrations"] == 2
    assert (len(before[0]["launches"]), len(before[0]["reviews"])) == (1, 1)


def test_an_attempt_of_before_is_launched_reviewed_and_registered_again(started, register, wire, make):
    with started() as simulator:
        locator = register(simulator)
        simulator.review(make.code, "Clean")

    with started() as simulator:
        assert simulator.launch(make.code)["status"] == 200
        simulator.review(make.code, "Clean")
        assert register(simulator) == locator
        assert simulator.state()["attempts"][0]["registrations"] == 2

    before, launch, after = wire.captured
    assert launch.line.startswith("GET /start_exam/")
    assert before.body == after.body


def test_the_pages_show_an_attempt_of_before(started, register, make):
    with started() as simulator:
        register(simulator)
        simulator.review(make.code, "Clean")

    with started() as simulator:
        page = requests.get(f"{simulator.url}/attempts/{make.code}", timeout=5)
        overview = requests.get(simulator.url, timeout=5).text

    assert (page.status_code, "Midterm" in page.text) == (200, True)
    assert "knows them again after its next start" in overview
    assert 'role="alert"' not in overview


def test_attempts_keep_their_order_and_the_oldest_still_makes_room(started, register, make, monkeypatch):
    monkeypatch.setattr(limits, "ATTEMPTS", 2)
    codes = [make.code[:-1] + digit for digit in "345"]
    with started() as simulator:
        register(simulator, codes[0])
        register(simulator, codes[1])

    with started() as simulator:
        register(simulator, codes[2])

    with started() as simulator:
        assert [attempt["exam_code"] for attempt in simulator.state()["attempts"]] == codes[1:]


def test_registrations_at_once_are_all_kept(started, register, file, make):
    codes = [make.code[:-2] + f"{number:02}" for number in range(20)]
    with started() as simulator:
        threads = [threading.Thread(target=register, args=(simulator, code)) for code in codes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {attempt["exam_code"] for attempt in json.loads(file.read_text())["attempts"]} == set(codes)
    assert left_in(file.parent) == [file.name]


def test_the_file_is_written_before_the_platform_has_its_answer(started, register, file, make):
    with started() as simulator:
        locator = register(simulator)

        [kept] = json.loads(file.read_text())["attempts"]
    assert (kept["exam_code"], kept["locator"]) == (make.code, locator)


def test_only_the_owner_may_read_the_file(started, register, file):
    with started() as simulator:
        register(simulator)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_write_that_is_cut_short_leaves_the_old_content(started, register, file, make, monkeypatch, caplog):
    with started() as simulator:
        register(simulator)
        before = file.read_bytes()

        def full(descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        simulator.review(make.code, "Clean")

        assert len(simulator.state()["attempts"][0]["reviews"]) == 1
    assert file.read_bytes() == before
    assert left_in(file.parent) == [file.name]
    assert f"{file} cannot be written: No space left on device." in caplog.text


def test_a_simulator_without_a_file_says_that_it_forgets(make, tmp_path, monkeypatch, register):
    monkeypatch.chdir(tmp_path)
    account = Account(
        secret_key=make.secrets["secret_key"], secret_key_id="key-id", crypto_key=make.secrets["crypto_key"]
    )
    with running_simulator(account, clock=lambda: make.now) as simulator:
        register(simulator)
        assert "forgets everything when it stops" in requests.get(simulator.url, timeout=5).text

    assert left_in(tmp_path) == []


def kept(make, **changes):
    """A file's content, as JSON, with one attempt in it."""
    body = {
        "examCode": make.code, "organization": "O", "examSponsor": "S", "duration": 90, "reviewedExam": True,
        "reviewerNotes": "", "examPassword": "x", "examName": "Midterm", "ssiProduct": "rp-now", "examUrl": "http://x",
        "orgExtra": {
            "examStartDate": "", "examEndDate": "", "noOfStudents": 1, "examID": 1, "courseID": "c",
            "firstName": "A", "lastName": "L",
        },
    }  # fmt: skip
    review = {"at": "2015-07-15T05:11:31+00:00", "status": "Clean", "http_status": 200, "answer": "OK"}
    attempt = {
        "exam_code": make.code, "locator": "LOCATOR", "registrations": 1, "body": body, "reviews": [review],
        "first_seen": "2015-07-15T05:11:31+00:00", "last_seen": "2015-07-15T05:11:31+00:00", "launches": [],
    }  # fmt: skip
    return {"made_by": "software-secure-simulator", "version": 1, "attempts": [{**attempt, **changes}]}


def without(mapping, key):
    return {name: value for name, value in mapping.items() if name != key}


def test_a_whole_file_is_taken(started, file, make):
    file.write_text(json.dumps(kept(make)))

    with started() as simulator:
        assert [attempt["locator"] for attempt in simulator.state()["attempts"]] == ["LOCATOR"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda make: "", "it is not JSON"),
        (lambda make: json.dumps(kept(make))[:-20], "it is not JSON"),
        (lambda make: b"\xff\xfe\x00", "it is not JSON"),
        (lambda make: "[" * 100_000, "it is not JSON"),
        (lambda make: [], "another program wrote it"),
        (lambda make: {"PROCTORING_BACKENDS": {}}, "another program wrote it"),
        (lambda make: {**kept(make), "version": 2}, "its version is not 1"),
        (lambda make: {**kept(make), "attempts": {}}, "its attempts are no list"),
        (lambda make: {**kept(make), "attempts": [7]}, "attempt 1 cannot be read, it is no object"),
        (lambda make: kept(make, locator=None), "attempt 1 cannot be read, locator has the wrong type"),
        (lambda make: kept(make, registrations=True), "registrations has the wrong type"),
        (lambda make: kept(make, first_seen="yesterday"), "attempt 1 cannot be read, Invalid isoformat"),
        (lambda make: kept(make, launches=["x"]), "launches hold something else than objects"),
        (lambda make: kept(make, launches=[{}]), "launches.at is missing"),
        (lambda make: kept(make, reviews=[{"at": ""}]), "reviews.status is missing"),
        (lambda make: kept(make, exam_code="ANOTHER"), "body is the registration of another exam code"),
        (lambda make: kept(make, body={"examCode": make.code}), "organization is missing"),
        (lambda make: kept(make, body={**kept(make)["attempts"][0]["body"], "orgExtra": {}}), "orgExtra."),
    ],
)
def test_a_file_that_is_not_its_own_is_set_aside(content, reason, started, register, file, make):
    given = content(make)
    raw = given if isinstance(given, bytes) else (given if isinstance(given, str) else json.dumps(given)).encode()
    file.write_bytes(raw)

    with started() as simulator:
        assert simulator.problem.startswith(f"{file} does not hold what this simulator keeps: ")
        assert reason in simulator.problem
        assert simulator.problem.endswith("It is now called simulator.json.set-aside, and no earlier attempt is known.")
        assert simulator.state()["attempts"] == []
        assert "simulator.json.set-aside" in requests.get(simulator.url, timeout=5).text
        register(simulator)

    assert file.with_name("simulator.json.set-aside").read_bytes() == raw
    with started() as simulator:
        assert simulator.problem == ""
        assert len(simulator.state()["attempts"]) == 1


def test_a_second_foreign_file_does_not_replace_the_first(started, file):
    for content in ("first", "second", "third"):
        file.write_text(content)
        with started():
            pass

    names = ["simulator.json", "simulator.json.set-aside", "simulator.json.set-aside-2", "simulator.json.set-aside-3"]
    assert left_in(file.parent) == names
    assert file.with_name(names[1]).read_text() == "first"


@pytest.fixture
def options(make):
    def options(*arguments):
        parser = ArgumentParser()
        command.add_arguments(parser)
        keys = ("--secret-key", "a", "--secret-key-id", "b", "--crypto-key", make.secrets["crypto_key"])
        return vars(parser.parse_args(["--port", "0", *keys, *arguments]))

    return options


@pytest.mark.parametrize(
    ("state", "reason"),
    [("", "cannot be read: Is a directory."), ("missing/state.json", "cannot be written: No such file or directory.")],
)
def test_a_place_that_cannot_be_used_is_told_at_the_start(state, reason, options, tmp_path):
    output = io.StringIO()

    assert command.handle(options("--state", str(tmp_path / state)), output) == 1

    assert output.getvalue() == f"{tmp_path / state} {reason}\n"
    assert left_in(tmp_path) == []


def test_the_command_keeps_its_file_and_tells_of_a_foreign_one(options, file):
    file.write_text("not ours")
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    output = io.StringIO()

    assert command.handle(options("--state", str(file)), output) == 0

    assert output.getvalue().startswith(f"{file} does not hold what this simulator keeps: it is not JSON.")
    assert json.loads(file.read_text()) == {"made_by": "software-secure-simulator", "version": 1, "attempts": []}


def test_a_simulator_that_cannot_use_its_file_does_not_start(started, file):
    file.mkdir()

    with pytest.raises(StateUnusable, match="Is a directory"):
        started().__enter__()
