"""Tells the platform what became of an attempt. Payload: `transition_id` and `step`, one of `domain.outcomes.Step`.

The steps of a learner's exam stand in one lane, so each finds done what comes before it. All of them may be repeated.
One that was given up and is tried again by hand must not undo what was told since.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from proctoring_host import platform
from proctoring_host.domain.outcomes import CREDIT_OF, Step
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.late import BEGUN_ANEW, TOLD_SINCE, has_begun_anew, was_told_since
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.models import Attempt, Effect, Transition
from proctoring_host.platform.outcomes import Offered
from proctoring_host.registry import get_registry

Work = Callable[[Step, Transition, Attempt], None]
KEPT = "a rejected attempt costs no grade in this course"


def handle_coursework(call: Call) -> Outcome:
    return _told(call, platform.get().coursework, _coursework)


def handle_credit(call: Call) -> Outcome:
    return _told(call, platform.get().credit_record, _credit)


def handle_grade(call: Call) -> Outcome:
    if call.effect.payload["step"] == Step.RESTORE_GRADE:
        return _told(call, platform.get().grades, _grade)
    return _told_of_rejection(call, platform.get().grades, _grade)


def handle_certificate(call: Call) -> Outcome:
    return _told_of_rejection(call, platform.get().certificates, _certificate)


def _told_of_rejection(call: Call, port: Offered, work: Work) -> Outcome:
    """Whether it costs anything is asked when it is to happen, as only then the platform may be asked."""
    grades, attempt = platform.get().grades, call.effect.attempt
    if not grades.offered():
        return _nothing_offered(call)
    if attempt is not None and not grades.overrides_rejected(attempt.exam.course_id):
        return Done(result={"skipped": KEPT})
    return _told(call, port, work)


def _told(call: Call, port: Offered, work: Work) -> Outcome:
    if not port.offered():
        return _nothing_offered(call)
    if was_told_since(call.effect, _competing(call.effect)):
        return Done(result={"skipped": TOLD_SINCE})
    step = Step(call.effect.payload["step"])
    transition = Transition.objects.get(pk=call.effect.payload["transition_id"])
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    if step is Step.ERASE_WORK and has_begun_anew(transition, attempt):
        return Done(result={"skipped": BEGUN_ANEW})
    work(step, transition, attempt)
    return Done()


def _nothing_offered(call: Call) -> Outcome:
    """What a platform offered when the effect was written, and does not now, it may offer again."""
    return Later(reason=f"The platform offers nothing for {call.effect.kind} at the moment.")


def _competing(effect: Effect) -> set[str]:
    """A certificate goes with a rejection, and is not taken once the grade was given back."""
    return {effect.kind, Kind.GRADE} if effect.kind == Kind.CERTIFICATE else {effect.kind}


def _coursework(step: Step, transition: Transition, attempt: Attempt) -> None:
    port, exam = platform.get().coursework, attempt.exam
    if step is Step.COMPLETE:
        port.complete(attempt.user_id, exam.content_id)
    else:
        port.erase(attempt.user_id, exam.course_id, exam.content_id, requested_by=transition.actor_user_id)


def _credit(step: Step, transition: Transition, attempt: Attempt) -> None:
    port, exam = platform.get().credit_record, attempt.exam
    if step is Step.CREDIT:
        status = CREDIT_OF[Status(transition.to_status)]
        port.set_status(attempt.user_id, exam.course_id, exam.content_id, status)
    else:
        port.remove_status(attempt.user_id, exam.course_id, exam.content_id)


def _grade(step: Step, transition: Transition, attempt: Attempt) -> None:
    grades, exam = platform.get().grades, attempt.exam
    if step is Step.GRADE_TO_ZERO:
        by, comment = transition.actor_user_id, _comment(attempt)
        grades.set_to_zero(attempt.user_id, exam.course_id, exam.content_id, set_by=by, comment=comment)
    else:
        grades.restore(attempt.user_id, exam.course_id, exam.content_id)


def _comment(attempt: Attempt) -> str:
    """Kept with the grade, so in the site's language. The reason of the verdict is not in it: it may name people."""
    with translation.override(settings.LANGUAGE_CODE):
        if not attempt.backend:
            return _("Attempt %(attempt)s was rejected.") % {"attempt": attempt.pk}
        by = get_registry().backend(attempt.backend).verbose_name
        return _("Attempt %(attempt)s, proctored by %(backend)s, was rejected.") % {
            "attempt": attempt.pk,
            "backend": by,
        }


def _certificate(step: Step, transition: Transition, attempt: Attempt) -> None:
    platform.get().certificates.invalidate(attempt.user_id, attempt.exam.course_id)
