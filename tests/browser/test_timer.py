"""The bar with the time left, while pages sleep, networks fail and deadlines move."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from tests.browser.reader import Reader
from tests.factories import make_attempt, make_timed_exam

pytestmark = pytest.mark.django_db(transaction=True)


def running(learner: Reader, seconds_left: float, *, minutes: int = 90) -> Attempt:
    now = timezone.now()
    ends = now + timedelta(seconds=seconds_left)
    exam = make_timed_exam(time_limit_mins=minutes)
    return make_attempt(
        exam, learner.user, Status.STARTED, started_at=ends - timedelta(minutes=minutes), deadline_at=ends
    )


def test_the_clock_counts_the_servers_time(learner: Reader) -> None:
    attempt = running(learner, 3 * 3600 - 30, minutes=180)

    learner.open(attempt.exam)

    learner.page.wait_for_function("/^2:59:/.test(document.querySelector('.clock-time').textContent)")
    first = learner.clock.text_content()
    learner.page.wait_for_function("t => document.querySelector('.clock-time').textContent !== t", arg=first)


def test_the_last_minute_is_told_in_seconds(learner: Reader) -> None:
    attempt = running(learner, 50)

    learner.open(attempt.exam)

    learner.page.wait_for_function("/^\\d+ seconds$/.test(document.querySelector('.clock-time').textContent)")
    assert re.fullmatch(r"\d+ seconds", learner.clock.text_content() or "")
