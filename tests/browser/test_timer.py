"""The bar with the time left, while pages sleep, networks fail and deadlines move.

The page's clock is the test's: `page.clock` moves it, and the server's goes on as it does.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from tests.browser.reader import Reader
from tests.factories import make_attempt, make_timed_exam

pytestmark = pytest.mark.django_db(transaction=True)
POLL = "**/proctored_exam/attempt/*"
LISTEN = """() => {
    window.said = [];
    for (const region of document.querySelectorAll(".clock-status, .clock-alert"))
        new MutationObserver(() => window.said.push([region.getAttribute("role"), region.textContent]))
            .observe(region, { childList: true });
}"""


def running(learner: Reader, seconds_left: float, *, minutes: int = 90, status: Status = Status.STARTED) -> Attempt:
    exam = make_timed_exam(time_limit_mins=minutes)
    ends = timezone.now() + timedelta(seconds=seconds_left)
    starts = ends - timedelta(minutes=minutes)
    seconds = minutes * 60
    return make_attempt(exam, learner.user, status, started_at=starts, deadline_at=ends, allowed_seconds=seconds)


def move_deadline(attempt: Attempt, seconds_left: float) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() + timedelta(seconds=seconds_left))


def opened(learner: Reader, attempt: Attempt) -> Any:
    """The page of the attempt, once its script counts."""
    learner.page.clock.install()
    learner.open(attempt.exam)
    learner.page.locator(".clock-toggle").wait_for()
    return learner.page


def clock_shows(page: Any, pattern: str) -> None:
    page.wait_for_function(
        "p => new RegExp(p).test(document.querySelector('.clock-time').textContent)", arg=f"^(?:{pattern})$"
    )


def wake(page: Any) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_clock_counts_the_servers_time(learner: Reader) -> None:
    page = opened(learner, running(learner, 3 * 3600 - 20, minutes=180))

    clock_shows(page, r"2:59:\d\d")
    first = learner.clock.text_content()
    page.wait_for_function("t => document.querySelector('.clock-time').textContent !== t", arg=first)


def test_the_last_minute_is_told_in_seconds(learner: Reader) -> None:
    page = opened(learner, running(learner, 55))

    clock_shows(page, r"\d+ seconds")
    assert page.locator(".clock").get_attribute("data-state") == "critical"


@pytest.mark.parametrize(("left", "state"), [(1100, ""), (1070, "low"), (265, "critical")])
def test_the_marks_are_those_of_the_site(learner: Reader, left: int, state: str) -> None:
    page = opened(learner, running(learner, left))

    assert page.locator(".clock").get_attribute("data-state") == state


def test_a_clock_that_goes_wrong_is_set_right_by_the_next_poll(learner: Reader) -> None:
    page = opened(learner, running(learner, 1200))

    page.clock.fast_forward(300_000)

    clock_shows(page, r"1[89]:\d\d|20:00")


def test_a_deadline_that_is_moved_is_taken_over_and_told(learner: Reader) -> None:
    attempt = running(learner, 600)
    page = opened(learner, attempt)
    page.clock.run_for(1_000)  # past the greeting
    page.evaluate(LISTEN)
    move_deadline(attempt, 3000)

    wake(page)

    clock_shows(page, r"4\d:\d\d|50:00")
    page.wait_for_function("window.said.length")
    assert page.evaluate("window.said") == [["status", "you have 50 minutes remaining"]]


def test_an_exam_that_ended_while_the_tab_slept_is_over_when_it_wakes(learner: Reader) -> None:
    attempt = running(learner, 1800)
    page = opened(learner, attempt)
    page.clock.pause_at(timezone.now() + timedelta(minutes=5))
    move_deadline(attempt, -60)

    wake(page)

    learner.sees("timed_submitted")
    assert learner.attempt(attempt.exam).status == Status.SUBMITTED


def test_a_computer_that_slept_asks_at_once_how_late_it_is(learner: Reader) -> None:
    attempt = running(learner, 1800)
    page = opened(learner, attempt)
    move_deadline(attempt, -60)

    page.clock.set_system_time(timezone.now() + timedelta(hours=1))

    learner.sees("timed_submitted")


def test_at_zero_the_page_waits_a_little_and_shows_what_the_server_did(learner: Reader) -> None:
    attempt = running(learner, 600)
    page = opened(learner, attempt)
    page.route(POLL, lambda route: route.fulfill(status=304))
    page.clock.fast_forward(601_000)
    clock_shows(page, r"The time is over\. Your exam is being submitted\.")
    move_deadline(attempt, -1)
    page.unroute(POLL)

    page.clock.run_for(6_000)

    learner.sees("timed_submitted")


def test_a_screen_reader_hears_of_the_time_only_at_the_marks(learner: Reader) -> None:
    page = opened(learner, running(learner, 1100))
    page.route(POLL, lambda route: route.fulfill(status=304))
    page.clock.run_for(1_000)
    page.evaluate(LISTEN)

    for seconds in (30, 30, 600, 150, 30, 210, 30, 40):
        page.clock.fast_forward(seconds * 1000)

    page.wait_for_function("window.said.length >= 4")
    assert page.evaluate("window.said") == [
        ["status", "You have 18 minutes left."],
        ["status", "You have 5 minutes left."],
        ["alert", "You have 1 minute left."],
        ["alert", "The time is over. Your exam is being submitted."],
    ]


def test_the_time_is_told_once_at_the_start_and_not_on_every_page(learner: Reader) -> None:
    attempt = running(learner, 1795)
    page = opened(learner, attempt)
    page.clock.run_for(1_000)
    greeting = page.locator(".clock-status").text_content()

    page.reload()
    page.clock.run_for(1_000)

    assert greeting == "You have 30 minutes left."
    assert page.locator(".clock-status").text_content() == ""


def test_the_time_can_be_hidden_and_stays_hidden_in_this_tab(learner: Reader) -> None:
    attempt = running(learner, 1800)
    page = opened(learner, attempt)

    learner.press("Hide the time")
    page.reload()
    page.get_by_role("button", name="Show the time").wait_for()

    assert not learner.clock.is_visible()
    learner.press("Show the time")
    assert learner.clock.is_visible()


def test_without_a_network_the_clock_goes_on_and_says_so_and_when_it_is_back(learner: Reader) -> None:
    page = opened(learner, running(learner, 1800))

    page.context.set_offline(True)
    learner.reads("There is no connection just now.")
    page.clock.fast_forward(600_000)
    clock_shows(page, r"1\d:\d\d|20:00")
    page.context.set_offline(False)

    learner.reads("The connection is back.")
    clock_shows(page, r"29:\d\d|30:00")


def test_time_that_ends_without_a_network_is_handed_in_when_it_is_back(learner: Reader) -> None:
    attempt = running(learner, 600)
    page = opened(learner, attempt)
    page.context.set_offline(True)
    page.clock.fast_forward(620_000)
    learner.reads("The time is over, and there is no connection just now.")
    move_deadline(attempt, -1)

    page.context.set_offline(False)

    learner.sees("timed_submitted")


def test_a_step_without_a_network_is_not_lost_in_an_error_page(learner: Reader) -> None:
    page = opened(learner, running(learner, 1800))
    page.context.set_offline(True)

    learner.press("End my exam")
    learner.reads("There is no connection just now.")
    page.context.set_offline(False)
    learner.reads("The connection is back.")
    learner.press("End my exam")

    learner.sees("timed_ready_to_submit")


def test_leaving_a_running_exam_is_asked_about_and_its_own_steps_are_not(learner: Reader) -> None:
    page = opened(learner, running(learner, 1800))
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("h1").click()
    page.get_by_role("link", name=re.compile("All exams")).click(no_wait_after=True)
    page.wait_for_function("document.querySelector('.clock')")
    learner.press("End my exam")

    learner.sees("timed_ready_to_submit")
    assert asked == ["beforeunload"]


def test_an_attempt_that_is_over_elsewhere_is_over_here(learner: Reader) -> None:
    attempt = running(learner, 1800)
    page = opened(learner, attempt)
    Attempt.objects.filter(pk=attempt.pk).update(status=Status.SUBMITTED, completed_at=timezone.now())

    page.clock.fast_forward(61_000)

    learner.sees("timed_submitted")
