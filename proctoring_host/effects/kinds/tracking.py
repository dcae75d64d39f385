"""Writes a tracking event. Payload: `what` the event is called, and whom it is about.

That is `transition_id` for an attempt, `revision_id` for an exam, an allowance or, with `review_id`, a review. Names,
values of allowances and the like are read when the event is written: none of them stands in the outbox.
"""

from proctoring_host.domain.reviews import stored_word
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.effects.outcomes import Call, Done
from proctoring_host.events import tracking
from proctoring_host.events.tracking import TrackedAttempt
from proctoring_host.exams.queries import get_exam
from proctoring_host.exams.tracked import tracked_exam, tracked_values
from proctoring_host.models import Attempt, Review, Revision, Transition

ALLOWANCE = ("user_id", "key", "value")


def handle(call: Call) -> Done:
    payload = call.effect.payload
    if "transition_id" in payload:
        _track_change(payload["what"], Transition.objects.get(pk=payload["transition_id"]))
    elif "review_id" in payload:
        _track_review(payload["what"], payload["review_id"], Revision.objects.get(pk=payload["revision_id"]))
    else:
        _track_revision(payload["what"], Revision.objects.get(pk=payload["revision_id"]))
    return Done()


def _track_change(what: str, transition: Transition) -> None:
    attempt = Attempt.everything.whole().get(pk=transition.attempt_id)
    tracked = _tracked_attempt(attempt, transition.to_status)
    tracking.emit_attempt(what, tracked_exam(attempt.exam), tracked, transition.at, {})


def _track_review(what: str, review_id: int, revision: Revision) -> None:
    attempt = Attempt.everything.whole().get(pk=Review.objects.get(pk=review_id).attempt_id)
    verdict = stored_word(ReviewStatus(revision.values["delivered_status"]))
    about = {"review_attempt_code": attempt.code, "review_status": verdict}
    tracked = _tracked_attempt(attempt, attempt.status)
    tracking.emit_attempt(what, tracked_exam(attempt.exam), tracked, revision.at, about)


def _track_revision(what: str, revision: Revision) -> None:
    """An exam is told as it was after this change, whatever has become of it."""
    values = revision.values
    if what.startswith("allowance."):
        about = {f"allowance_{name}": values[name] for name in ALLOWANCE}
        tracking.emit_exam(what, tracked_exam(get_exam(values["exam_id"])), about)
    else:
        tracking.emit_exam(what, tracked_values(revision.object_id, values), {})


def _tracked_attempt(attempt: Attempt, status: str) -> TrackedAttempt:
    return TrackedAttempt(
        id=attempt.pk,
        user_id=attempt.user_id,
        code=attempt.code,
        status=status,
        started_at=attempt.started_at,
        completed_at=attempt.completed_at,
        allowed_seconds=attempt.allowed_seconds,
    )
