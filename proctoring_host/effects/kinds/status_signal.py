"""Sends `exam_attempt_status_signal`. Payload: `transition_id`."""

import logging

from proctoring_host import platform
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.late import TOLD_SINCE, was_told_since
from proctoring_host.effects.outcomes import Call, Done
from proctoring_host.events import status_signal
from proctoring_host.models import Attempt, Transition
from proctoring_host.registry import get_registry

logger = logging.getLogger(__name__)


def handle(call: Call) -> Done:
    """Not sent again for one receiver that raised, as the others have heard of it."""
    if was_told_since(call.effect, {Kind.STATUS_SIGNAL}):
        return Done(result={"skipped": TOLD_SINCE})
    transition = Transition.objects.get(pk=call.effect.payload["transition_id"])
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    failed = sorted(status_signal.send(_arguments(attempt, transition.to_status)))
    if failed:
        logger.error("signal receivers raised attempt=%s receivers=%s", attempt.pk, ", ".join(failed))
    return Done(result={"receivers_that_raised": failed} if failed else {})


def _arguments(attempt: Attempt, status: str) -> dict[str, object]:
    full_name, profile_name = _names(attempt)
    backend = get_registry().backend(attempt.backend or attempt.exam.backend)
    return {
        "attempt_id": attempt.pk,
        "user_id": attempt.user_id,
        "status": status,
        "full_name": full_name,
        "profile_name": profile_name,
        "is_practice_exam": attempt.exam.is_practice_exam,
        "is_proctored": attempt.taking_as_proctored,
        "backend_supports_onboarding": backend.supports_onboarding,
    }


def _names(attempt: Attempt) -> tuple[str, str]:
    """Read when it is sent, and kept nowhere. None of a learner who was forgotten: receivers would keep them anew."""
    if attempt.forgotten_at is not None:
        return "", ""
    ports = platform.get()
    profile_name = ports.people.person(attempt.user_id).full_name
    return ports.names.verified_name(attempt.user_id) or profile_name, profile_name
