"""Sends an event about an exam attempt to those who act upon it. Payload: `transition_id` and `event`."""

from proctoring_host import platform
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.events import exam_attempts
from proctoring_host.exams.queries import kind_of
from proctoring_host.models import Attempt, Transition
from proctoring_host.platform import Person


def handle(call: Call) -> Outcome:
    """Grades hang on it, so it is sent again until no receiver raises: who receives it must bear that."""
    transition = Transition.objects.get(pk=call.effect.payload["transition_id"])
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    failed = exam_attempts.send(call.effect.payload["event"], _described(attempt, transition.actor_user_id))
    if failed:
        return Later(reason=f"These receivers raised: {', '.join(sorted(failed))}.")
    return Done()


def _described(attempt: Attempt, caused_by: int | None) -> exam_attempts.ExamAttempt:
    return exam_attempts.ExamAttempt(
        course_id=attempt.exam.course_id,
        content_id=attempt.exam.content_id,
        exam_type=(kind_of(attempt.exam) or ExamKind.TIMED).value,
        user_id=attempt.user_id,
        student=_person(attempt.user_id),
        requesting_user=(caused_by, _person(caused_by)) if caused_by else None,
    )


def _person(user_id: int) -> Person:
    return platform.get().people.person(user_id)
