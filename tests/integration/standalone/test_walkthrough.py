"""The walkthrough sees every difference, and the host passes it."""

import json
import signal
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from proctoring_host.standalone.demo.content import Account
from proctoring_host.standalone.demo.site import COURSE
from proctoring_host.standalone.walkthrough.client import Client
from proctoring_host.standalone.walkthrough.timeline import Journey
from tests.integration.standalone.conftest import Standalone

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "found", "difference"),
    [
        (["a", "b"], ["a", "b"], []),
        (["a", "b"], ["a", "c"], ["Transition 2: expected b, found c."]),
        (["a", "b"], ["a"], ["Transition 2: expected b, found nothing more."]),
        (["a"], ["a", "b"], ["Transition 2: expected nothing more, found b."]),
    ],
)
def test_the_first_place_where_lists_part_is_named(
    expected: list[str], found: list[str], difference: list[str]
) -> None:
    journey = Journey("x")

    journey.expect_all("Transition", expected, found)

    assert journey.differences == difference


def test_the_timeline_is_in_order_of_time_and_ends_with_the_differences() -> None:
    journey = Journey("A journey")
    journey.note("mail", "second", NOON + timedelta(seconds=1.5))
    journey.note("request", "first", NOON)
    journey.expect("Status", "verified", "rejected")

    assert list(journey.lines()) == [
        "A journey",
        "     0.000  request    first",
        "     1.500  mail       second",
        "  DIFFERS   Status: expected verified, found rejected.",
    ]


@pytest.mark.slow
def test_the_host_passes_the_walkthrough(standalone: Standalone) -> None:
    done = standalone.run("walkthrough", "--json")

    told = json.loads(done.stdout)
    assert [journey["differences"] for journey in told["journeys"]] == [[], [], []]
    assert done.returncode == 0
    assert {event["kind"] for event in told["journeys"][0]["events"]} >= {"request", "transition", "vendor", "mail"}


@pytest.mark.slow
def test_the_demo_starts_twice_with_the_same_data_and_stops_when_asked(standalone: Standalone) -> None:
    first, second = (_one_demo(standalone) for _ in range(2))

    assert first["accounts"] == second["accounts"]
    assert first["exams"] == second["exams"] == 4


def _one_demo(standalone: Standalone) -> dict[str, object]:
    """Start, look at the course as the learner, stop with Ctrl-C."""
    with standalone.started("demo", "--port", "0") as demo:
        url = _wait_for(demo, "The demo runs at ").split()[4].rstrip("/")
        accounts = json.loads((standalone.data / "demo" / "accounts.json").read_text())
        learner = Account(username="learner", password=accounts["learner"], role="learner", first_name="", last_name="")
        exams = Client(url, learner).api(Journey("x"), "GET", f"proctored_exam/exam/course_id/{COURSE}")["value"]
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0
    return {"accounts": accounts, "exams": len(exams)}


def _wait_for(demo: subprocess.Popen[str], beginning: str) -> str:
    assert demo.stdout is not None
    return next(line for line in demo.stdout if line.startswith(beginning))
