"""Processes that are started together are stopped together, whatever ends first."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from proctoring_host.standalone.processes import ProcessEnded, Stopped, free_port, port_is_free, together

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]
FAIL = [sys.executable, "-c", "print('it went wrong'); raise SystemExit(7)"]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_ends_is_named_with_its_code_and_its_last_words_and_the_others_stop(tmp_path: Path) -> None:
    with together() as processes:
        processes.start("sleeper", SLEEP)
        sleeper = processes.running["sleeper"].pid
        processes.start("failing", FAIL, log=tmp_path / "failing.log")
        with pytest.raises(ProcessEnded) as ended:
            processes.wait()

    assert (ended.value.name, ended.value.code, ended.value.output) == ("failing", 7, "it went wrong")
    assert not _is_running(sleeper)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_being_asked_to_stop_stops_all(number: int) -> None:
    before = signal.getsignal(number)

    with together() as processes:
        processes.start("sleeper", SLEEP)
        sleeper = processes.running["sleeper"].pid
        threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
        with pytest.raises(Stopped):
            processes.wait()

    assert not _is_running(sleeper)
    assert signal.getsignal(number) is before


def test_one_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proctoring_host.standalone.processes.GRACE_SECONDS", 0.3)
    log = tmp_path / "log"

    with together() as processes:
        processes.start("stubborn", STUBBORN, log=log)
        stubborn = processes.running["stubborn"].pid
        while not log.read_text():
            time.sleep(0.05)

    assert not _is_running(stubborn)


def test_a_port_that_nobody_answers_on_is_given_up() -> None:
    with together() as processes:
        processes.start("sleeper", SLEEP)
        with pytest.raises(TimeoutError, match="sleeper does not answer"):
            processes.wait_for_port("sleeper", "127.0.0.1", free_port("127.0.0.1"), seconds=0.5)


def test_a_taken_port_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        assert not port_is_free("127.0.0.1", taken.getsockname()[1])
    assert port_is_free("127.0.0.1", free_port("127.0.0.1"))
