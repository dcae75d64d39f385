"""What a learner can never do, walked for every use case, status and kind of exam."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from proctoring_host.attempts.acknowledge import acknowledge
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.download import click_download
from proctoring_host.attempts.error import report_error
from proctoring_host.attempts.launch import launch
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.attempts.start import start_attempt
from proctoring_host.attempts.stop import stop_attempt
from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import NEVER_STORED, PRE_STARTED, Status
from proctoring_host.errors import ProctoringError
from proctoring_host.models import Attempt
from tests.factories import cause, make_attempt, make_exam, make_practice_exam, make_timed_exam
from tests.integration.attempts.test_create import MUCH_LATER

pytestmark = pytest.mark.django_db

Action = Callable[[Attempt, Cause], Any]
LEARNER_ACTIONS: dict[str, Action] = {
    "create": lambda attempt, by: create_attempt(
        attempt.exam_id, attempt.user_id, taking_as_proctored=attempt.exam.is_proctored, cause=by
    ),
    "create without proctoring": lambda attempt, by: create_attempt(
        attempt.exam_id, attempt.user_id, taking_as_proctored=False, cause=by
    ),
    "start": lambda attempt, by: start_attempt(attempt.pk, cause=by),
    "stop": lambda attempt, by: stop_attempt(attempt.pk, cause=by),
    "submit": lambda attempt, by: submit_attempt(attempt.pk, cause=by),
    "download": lambda attempt, by: click_download(attempt.pk, cause=by),
    "launch": lambda attempt, by: launch(attempt.pk, cause=by),
    "decline": lambda attempt, by: decline_attempt(attempt.pk, cause=by),
    "error": lambda attempt, by: report_error(attempt.pk, cause=by, detail="broken"),
    "reset": lambda attempt, by: reset_practice(attempt.pk, cause=by),
    "acknowledge": lambda attempt, by: acknowledge(attempt.pk, cause=by),
}
STORED = sorted(set(Status) - NEVER_STORED)
OVER = {
    Status.SUBMITTED,
    Status.TIMED_OUT,
    Status.SECOND_REVIEW_REQUIRED,
    Status.VERIFIED,
    Status.REJECTED,
    Status.ERROR,
    Status.DECLINED,
}
MAKERS = [make_timed_exam, make_exam, make_practice_exam]


def after(action: str, attempt: Attempt) -> Attempt:
    """The row after a learner tried something, long after the attempt was made."""
    try:
        with transaction.atomic():
            LEARNER_ACTIONS[action](attempt, cause(at=MUCH_LATER))
    except ProctoringError:
        pass
    return Attempt.everything.get(pk=attempt.pk)


@pytest.fixture(autouse=True)
def results_may_be_acknowledged(settings):
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("action", LEARNER_ACTIONS)
def test_no_learner_hands_in_what_never_started(action, make):
    for status in STORED:
        attempt = make_attempt(make(), status=status, started_at=None, deadline_at=None, completed_at=None)
        if status in PRE_STARTED or attempt.status not in (Status.STARTED, Status.READY_TO_SUBMIT, Status.SUBMITTED):
            assert after(action, attempt).status != Status.SUBMITTED, status


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("action", LEARNER_ACTIONS)
def test_no_learner_moves_what_is_over_except_by_a_practice_reset(action, make):
    for status in OVER:
        attempt = make_attempt(make(), status=status)
        row = after(action, attempt)
        if not (action == "reset" and attempt.is_sample_attempt):
            assert (row.status, row.removed_at) == (status, None), status


@pytest.mark.parametrize("make", MAKERS)
def test_a_practice_reset_never_gives_a_result(make):
    for status in STORED:
        row = after("reset", make_attempt(make(), status=status))
        assert row.status in {status, Status.ONBOARDING_RESET, Status.SUBMITTED}
        assert row.status != Status.SUBMITTED or status in {Status.SUBMITTED, Status.STARTED, Status.READY_TO_SUBMIT}
