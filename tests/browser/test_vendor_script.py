"""A vendor's own script in the browser: asked before the start and the end, and for signs of life in between."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proctoring_host.domain.statuses import IN_PROGRESS, Status
from proctoring_host.models import Attempt, Incident, Transition
from tests.browser.reader import Reader
from tests.factories import make_attempt, make_exam

pytest.importorskip("proctoring_mock_backend", reason="the scripted vendor is not installed")
pytestmark = pytest.mark.django_db(transaction=True)
HALF_AN_INTERVAL, TIME_LIMIT = 30_000, 61_000


def scripted(word: str) -> Any:
    """The scripted vendor's script does as the word says."""
    return pytest.mark.parametrize("vendor_options", [{"browser_script": word}], ids=[word])


def prepared(learner: Reader, status: Status) -> Attempt:
    now = timezone.now()
    times = {"started_at": now, "deadline_at": now + timedelta(hours=1)} if status in IN_PROGRESS else {}
    return make_attempt(make_exam(backend="mock"), learner.user, status, **times)


def opened(learner: Reader, status: Status) -> Attempt:
    attempt = prepared(learner, status)
    # A clock that is moved also ends the patience of a poll under way; these tests are not about the network.
    learner.page.route(
        "**/proctored_exam/attempt/*",
        lambda route: route.fulfill(status=304) if route.request.method == "GET" else route.fallback(),
    )
    learner.page.clock.install()
    learner.open(attempt.exam)
    return attempt


def status_of(attempt: Attempt) -> str:
    return Attempt.objects.get(pk=attempt.pk).status


@scripted("works")
def test_the_exam_starts_once_the_vendors_script_agrees(learner: Reader) -> None:
    attempt = opened(learner, Status.READY_TO_START)

    learner.press("Start the exam")

    learner.sees("content")
    assert status_of(attempt) == Status.STARTED


@pytest.mark.parametrize("vendor_options", [{"browser_script": "start_fails"}, {"browser_script": "start_silent"}])
def test_without_the_scripts_consent_the_exam_does_not_start_and_one_can_try_again(learner: Reader) -> None:
    attempt = opened(learner, Status.READY_TO_START)

    for _ in range(2):
        learner.press("Start the exam")
        learner.page.clock.fast_forward(TIME_LIMIT)
        learner.reads("The proctoring software did not answer, so the exam has not started.")

    assert learner.screen == "ready_to_start"
    assert status_of(attempt) == Status.READY_TO_START


def test_without_a_script_everything_works(learner: Reader) -> None:
    attempt = opened(learner, Status.READY_TO_START)

    learner.press("Start the exam")

    learner.sees("content")
    assert status_of(attempt) == Status.STARTED


@scripted("end_fails")
def test_a_submission_does_not_depend_on_the_script(learner: Reader) -> None:
    attempt = opened(learner, Status.STARTED)
    learner.press("End my exam")
    learner.sees("ready_to_submit")

    learner.press("Submit my exam")

    learner.sees("proctored_submitted")
    assert status_of(attempt) == Status.SUBMITTED


@scripted("ping_fails_once")
def test_a_missed_beat_is_told_and_forgiven(learner: Reader) -> None:
    attempt = opened(learner, Status.STARTED)

    learner.page.clock.fast_forward(HALF_AN_INTERVAL)
    learner.reads("The proctoring software does not answer just now.")
    learner.page.clock.fast_forward(TIME_LIMIT)

    learner.reads("The proctoring software answers again.")
    assert status_of(attempt) == Status.STARTED


@scripted("ping_fails")
def test_more_missed_beats_than_are_borne_end_the_attempt(learner: Reader) -> None:
    attempt = opened(learner, Status.STARTED)

    learner.page.clock.fast_forward(HALF_AN_INTERVAL)
    learner.reads("The proctoring software does not answer just now.")
    for _ in range(2):
        assert learner.screen == "content"
        learner.page.clock.fast_forward(TIME_LIMIT)

    learner.sees("proctored_error")
    reason = Transition.objects.filter(attempt=attempt, to_status=Status.ERROR).get().reason
    assert reason == "The vendor's script: The scripted vendor plays a failed ping."
    assert Incident.objects.get(attempt=attempt).facts.keys() >= {"screen", "seconds_left", "online", "visible"}


@scripted("ping_silent")
def test_where_nothing_is_borne_the_first_silence_ends_the_attempt(learner: Reader, settings) -> None:
    settings.PROCTORING_SETTINGS = {"PING_MISSES_TOLERATED": 0}
    attempt = opened(learner, Status.STARTED)

    learner.page.clock.fast_forward(HALF_AN_INTERVAL)
    learner.page.clock.fast_forward(TIME_LIMIT)

    learner.sees("proctored_error")
    assert status_of(attempt) == Status.ERROR


@scripted("gone_at_the_end")
def test_silence_while_an_exam_is_being_submitted_does_not_end_it_with_an_error(learner: Reader, settings) -> None:
    settings.PROCTORING_SETTINGS = {"PING_MISSES_TOLERATED": 0}
    attempt, page = opened(learner, Status.READY_TO_SUBMIT), learner.page
    page.clock.fast_forward(HALF_AN_INTERVAL - 5_000)
    learner.press("Submit my exam")
    learner.reads("Asking the proctoring software")

    page.clock.fast_forward(5_000)
    page.clock.fast_forward(TIME_LIMIT)

    learner.sees("proctored_submitted")
    assert status_of(attempt) == Status.SUBMITTED


@scripted("ping_silent")
def test_beats_missed_long_ago_do_not_count(learner: Reader, settings) -> None:
    settings.PROCTORING_SETTINGS = {"PING_MISSES_TOLERATED": 1, "PING_WINDOW_SECONDS": 59}
    attempt = opened(learner, Status.STARTED)

    learner.page.clock.fast_forward(HALF_AN_INTERVAL)
    for _ in range(3):
        learner.page.clock.fast_forward(50_000)
        learner.reads("The proctoring software does not answer just now.")
        learner.page.clock.fast_forward(10_000)

    assert status_of(attempt) == Status.STARTED
