"""The reference's class of statuses: names, words, and what they have in common. Recorded from edx-proctoring 6.1.4."""

import pytest

from proctoring_host.domain.statuses import Status
from proctoring_host.openedx.statuses import ProctoredExamStudentAttemptStatus

ONBOARDING = ["onboarding_expired", "onboarding_failed", "onboarding_missing", "onboarding_pending"]
DONE = ["declined", "error", *ONBOARDING, "rejected", "second_review_required", "submitted", "timed_out", "verified"]
SET_UP = ["created", "download_software_clicked", "ready_to_start"]
QUESTIONS = {
    "is_completed_status": DONE,
    "is_incomplete_status": ["eligible", "ready_to_submit", "started", *SET_UP],
    "is_in_progress_status": ["ready_to_submit", "started"],
    "is_pre_started_status": SET_UP,
    "is_valid_status": ["eligible", "ready_to_submit", "started", *SET_UP, *DONE],
    "needs_credit_status_update": ["declined", "error", "rejected", "submitted", "verified"],
    "needs_grade_override": ["rejected"],
    "is_a_cascadable_failure": ["declined"],
}


@pytest.mark.parametrize("status", list(Status))
def test_a_status_has_its_name(status: Status) -> None:
    assert getattr(ProctoredExamStudentAttemptStatus, status.value) == status.value


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_recorded_answers(question: str) -> None:
    asked = getattr(ProctoredExamStudentAttemptStatus, question)
    assert sorted(status.value for status in Status if asked(status.value)) == sorted(QUESTIONS[question])
    assert not asked("nothing of the kind")


def test_the_errors_of_onboarding_are_named_together() -> None:
    assert sorted(ProctoredExamStudentAttemptStatus.onboarding_errors) == ONBOARDING
