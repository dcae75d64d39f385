"""A demo goes on where it stopped: the host remembers its attempts, and so does the vendor."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from proctoring_host.management.subcommands import demo
from proctoring_host.standalone.demo.content import Account
from proctoring_host.standalone.demo.course import block
from proctoring_host.standalone.demo.site import COURSE, LOOPBACK, Site
from proctoring_host.standalone.demo.vendor import SimulatorControl
from proctoring_host.standalone.processes import Processes, free_port
from proctoring_host.standalone.walkthrough.client import Client
from proctoring_host.standalone.walkthrough.timeline import Journey
from tests.integration.standalone.conftest import Standalone

ATTEMPT = "proctored_exam/attempt"


@contextmanager
def _demo(standalone: Standalone, *arguments: str) -> Iterator[tuple[Client, SimulatorControl]]:
    """The learner and the vendor of a demo, which is stopped with Ctrl-C at the end."""
    with standalone.started("demo", *arguments) as process:
        assert process.stdout is not None
        url = next(line for line in process.stdout if line.startswith("The demo runs at ")).split()[4].rstrip("/")
        vendor = next(line for line in process.stdout if "The simulated vendor" in line).split()[-1].rstrip("/")
        password = json.loads((standalone.data / "demo" / "accounts.json").read_text())["learner"]
        learner = Account(username="learner", password=password, role="learner", first_name="", last_name="")
        yield Client(url, learner), SimulatorControl(vendor)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def _begun(learner: Client) -> dict[str, Any]:
    """A new attempt at the demo's proctored exam."""
    journey = Journey("begin")
    exams = learner.api(journey, "GET", f"proctored_exam/exam/course_id/{COURSE}")["value"]
    exam = next(exam["id"] for exam in exams if exam["content_id"] == block("proctored"))
    made = learner.api(journey, "POST", ATTEMPT, {"exam_id": exam, "attempt_proctored": True, "start_clock": False})
    return learner.api(journey, "GET", f"{ATTEMPT}/{made['exam_attempt_id']}")


@pytest.mark.slow
def test_an_attempt_goes_on_after_a_restart(standalone: Standalone) -> None:
    port = str(free_port(LOOPBACK))
    journey = Journey("go on")
    with _demo(standalone, "--port", port) as (learner, vendor):
        attempt = _begun(learner)
        path, code = f"{ATTEMPT}/{attempt['id']}", attempt["attempt_code"]

    with _demo(standalone, "--port", port) as (learner, vendor):
        assert vendor.attempt(code)["locator"] == attempt["external_id"]
        learner.api(journey, "PUT", path, {"action": "click_download_software"})
        assert vendor.open_browser(code) == 302
        assert learner.api(journey, "GET", path)["status"] == "ready_to_start"
        for action in ("start", "stop", "submit"):
            learner.api(journey, "PUT", path, {"action": action})
        assert vendor.review(code, "Clean", []) == 200
        assert learner.api(journey, "GET", path)["status"] == "verified"
    # Where --reset finds it: that removes the folder.
    assert (standalone.data / "demo" / "simulator.json").is_file()


def test_only_the_data_of_a_demo_is_removed_by_a_reset(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder in (theirs, ours):
        folder.mkdir()
        (folder / "simulator.json").write_text("{}")
    (ours / Site.MARK).write_text("{}")

    demo._remove(ours)
    with pytest.raises(CommandError, match="does not look like the data of a demo"):
        demo._remove(theirs)

    assert (ours.exists(), theirs.exists()) == (False, True)


@pytest.mark.parametrize("arguments", [(), ("--reset",)])
def test_a_second_demo_in_the_same_folder_ends_and_touches_nothing(
    standalone: Standalone, arguments: tuple[str, ...]
) -> None:
    folder = standalone.data / "demo"
    (folder / "config").mkdir(parents=True)
    (folder / Site.MARK).write_text("{}")

    with demo.only_demo(folder):
        done = standalone.run("demo", *arguments)

    assert done.returncode == 1
    assert done.stderr == f"CommandError: A demo is already running in {folder}.\n"
    assert (folder / Site.MARK).read_text() == "{}"
    assert list((folder / "config").iterdir()) == []


def test_a_demo_that_ended_leaves_the_folder_to_the_next(tmp_path: Path) -> None:
    with demo.only_demo(tmp_path / "demo"):
        pass

    with (
        demo.only_demo(tmp_path / "demo"),
        pytest.raises(CommandError, match="already running"),
        demo.only_demo(tmp_path / "demo"),
    ):
        pass


def test_a_folder_that_cannot_hold_a_demo_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot keep its data"), demo.only_demo(tmp_path / "file" / "demo"):
        pass
    with pytest.raises(CommandError, match="cannot keep its data"):
        demo._run(Site(folder=tmp_path / "file", port=1, vendor_port=2), Processes(), StringIO())
