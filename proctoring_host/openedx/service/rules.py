"""The reference's rules, for who asks them before acting. They decide nothing here: the transition table does."""

from collections.abc import Sequence
from typing import Any

from proctoring_host.domain.responsible import SiblingAttempt, is_responsible
from proctoring_host.domain.statuses import COMPLETED, INCOMPLETE
from proctoring_host.onboarding.prerequisites import prerequisites_of
from proctoring_host.openedx.service.answers import Answer, exam_answer, exam_of
from proctoring_host.openedx.service.checked import checked
from proctoring_host.openedx.service.words import status_of
from proctoring_host.web.rest.attempt_data import prerequisites_json


def is_state_transition_legal(from_status: str, to_status: str) -> bool:
    """Whether staff may do it: what was completed never becomes incomplete again."""
    return not (from_status in COMPLETED and to_status in INCOMPLETE)


def is_attempt_ready_to_resume(attempt: Answer) -> bool:
    """`attempt` is a dictionary. Whether its learner may go on and has not yet done so."""
    return bool(attempt["ready_to_resume"] and not attempt["resumed"])


def is_attempt_in_resume_process(attempt_obj: Any) -> bool:
    """`attempt_obj` is a row. Whether its learner may go on, or has gone on, in a new attempt."""
    return bool(attempt_obj.ready_to_resume or attempt_obj.resumed)


def can_update_credit_grades_and_email(attempts: Sequence[Answer], to_status: str, exam: Answer) -> bool:
    """Whether the attempt that comes to `to_status` speaks for its learner, who has all these at the exam."""
    if exam["is_practice_exam"] or len(attempts) <= 1:
        return True
    # Which one it is nobody says: the one that already has the status, else one that is not among them.
    moved = next((attempt["id"] for attempt in attempts if attempt["status"] == to_status), 0)
    siblings = [SiblingAttempt(id=attempt["id"], status=status_of(attempt["status"])) for attempt in attempts]
    return is_responsible(SiblingAttempt(id=moved, status=status_of(to_status)), siblings)


@checked
def check_prerequisites(exam: Answer, user_id: int) -> Answer:
    """The exam with `prerequisite_status`. Raises `ExamNotFound`."""
    row = exam_of(exam)
    found = prerequisites_json(prerequisites_of(row, user_id), row.course_id)
    return {**exam_answer(row), **exam, "prerequisite_status": found}
