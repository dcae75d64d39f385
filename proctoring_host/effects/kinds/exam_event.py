"""Sends an event about an exam attempt to those who act upon it. Payload: `transition_id` and `event`."""

from proctoring_host import platform
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.late import BEGUN_ANEW, TOLD_SINCE, has_begun_anew, was_told_since
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.errors import UserNotFound
from proctoring_host.events import exam_attempts
from proctoring_host.exams.queries import kind_of
from proctoring_host.models import Attempt, Transition
from proctoring_host.platform import Person


def handle(call: Call) -> Outcome:
    """Grades hang on it, so it is sent again until no receiver raises: who receives it must bear that.

    A receiver of `reset` forgets the learner's answers, so that one is not repeated into an attempt begun since.
    """
    event = call.effect.payload["event"]
    transition = Transition.objects.get(pk=call.effect.payload["transition_id"])
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    if was_told_since(call.effect, {Kind.EXAM_EVENT}):
        return Done(result={"skipped": TOLD_SINCE})
    if event == exam_attempts.RESET and has_begun_anew(transition, attempt):
        return Done(result={"skipped": BEGUN_ANEW})
    failed = exam_attempts.send(event, _described(attempt, transition.actor_user_id))
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
        requesting_user=_requesting(caused_by) if caused_by else None,
    )


def _requesting(user_id: int) -> tuple[int, Person] | None:
    """None for who is gone by now: the event is about the learner."""
    try:
        return user_id, _person(user_id)
    except UserNotFound:
        return None


def _person(user_id: int) -> Person:
    return platform.get().people.person(user_id)
