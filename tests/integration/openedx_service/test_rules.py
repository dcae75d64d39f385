"""The reference's rules, asked through the service; none of them needs a database."""

from types import SimpleNamespace

import pytest

from proctoring_host.domain.statuses import Status
from proctoring_host.openedx.service import ProctoringService


def test_is_state_transition_legal(service: ProctoringService) -> None:
    """66 of the 361 pairs are refused: what was completed never becomes incomplete again."""
    incomplete = {"eligible", "created", "download_software_clicked", "ready_to_start", "started", "ready_to_submit"}
    completed = set(Status) - incomplete - {"expired", "onboarding_reset"}
    pairs = [(str(first), str(then)) for first in Status for then in Status]
    refused = [pair for pair in pairs if not service.is_state_transition_legal(*pair)]
    assert refused == [(first, then) for first, then in pairs if first in completed and then in incomplete]
    assert (len(refused), len(pairs)) == (66, 361)


RESUMING = [
    ({"ready_to_resume": False, "resumed": False}, False, False),
    ({"ready_to_resume": True, "resumed": False}, True, True),
    ({"ready_to_resume": True, "resumed": True}, False, True),
    ({"ready_to_resume": False, "resumed": True}, False, True),
]


@pytest.mark.parametrize(("flags", "ready", "in_process"), RESUMING)
def test_is_attempt_ready_to_resume(
    service: ProctoringService, flags: dict[str, bool], ready: bool, in_process: bool
) -> None:
    assert service.is_attempt_ready_to_resume(flags) is ready


@pytest.mark.parametrize(("flags", "ready", "in_process"), RESUMING)
def test_is_attempt_in_resume_process(
    service: ProctoringService, flags: dict[str, bool], ready: bool, in_process: bool
) -> None:
    assert service.is_attempt_in_resume_process(SimpleNamespace(**flags)) is in_process


# Statuses of the learner's two attempts, and for which statuses one of them then speaks. Recorded.
RESPONSIBLE = [
    (("submitted", "rejected"), {"rejected"}),
    (("submitted", "verified"), {"submitted", "rejected"}),
    (("verified", "verified"), {"submitted", "verified", "rejected"}),
    (("rejected", "verified"), {"rejected"}),
    (("rejected", "declined"), set()),
    (("rejected", "rejected"), set()),
    (("submitted", "submitted"), {"submitted", "rejected"}),
    (("started", "error"), {"submitted", "rejected"}),
    (("error", "verified"), {"submitted", "rejected"}),
]


@pytest.mark.parametrize(("statuses", "speaks"), RESPONSIBLE)
def test_can_update_credit_grades_and_email(
    service: ProctoringService, statuses: tuple[str, ...], speaks: set[str]
) -> None:
    exam = {"is_practice_exam": False}
    attempts = [{"id": number, "status": status} for number, status in enumerate(statuses, start=1)]
    asked = ("submitted", "verified", "rejected", "declined", "error", "started")
    found = {to for to in asked if service.can_update_credit_grades_and_email(attempts, to, exam)}
    assert found == speaks | {"declined", "error"}


def test_can_update_credit_grades_and_email_always_with_one_attempt_or_a_practice(service: ProctoringService) -> None:
    one, two = [{"id": 1, "status": "created"}], [{"id": n, "status": "rejected"} for n in (1, 2)]
    assert service.can_update_credit_grades_and_email(one, "started", {"is_practice_exam": False})
    assert service.can_update_credit_grades_and_email(two, "verified", {"is_practice_exam": True})
