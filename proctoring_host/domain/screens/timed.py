"""What the learner of a timed exam sees."""

from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.screens.row import Condition, Row, has
from proctoring_host.domain.statuses import COMPLETED, ONBOARDING_ERRORS, ExamKind, Status

KINDS = frozenset({ExamKind.TIMED})
# An exam that was proctored when it was taken keeps the status that it got then.
HANDED_IN = COMPLETED - {Status.TIMED_OUT, Status.DECLINED} - ONBOARDING_ERRORS


def _row(text: str, screen: ScreenId, applies: Condition) -> Row:
    return Row(kinds=KINDS, text=text, screen=screen, applies=applies)


def _unstarted(status: Status | None) -> bool:
    return status is None or status in ONBOARDING_ERRORS or status in (Status.CREATED, Status.ONBOARDING_RESET)


TIMED = (
    _row(
        "no attempt or created; past due",
        ScreenId.TIMED_EXPIRED,
        lambda f: _unstarted(f.status) and f.past_due,
    ),
    _row("no attempt or created", ScreenId.TIMED_ENTRANCE, lambda f: _unstarted(f.status)),
    _row("incomplete and past due", ScreenId.TIMED_EXPIRED, lambda f: f.incomplete and f.past_due),
    _row("timed_out", ScreenId.TIMED_OUT, has(Status.TIMED_OUT)),
    _row("started", ScreenId.CONTENT, has(Status.STARTED)),
    _row("ready_to_submit", ScreenId.TIMED_READY_TO_SUBMIT, has(Status.READY_TO_SUBMIT)),
    _row(
        "submitted, not hidden after due, past due; within the grace period",
        ScreenId.TIMED_SUBMITTED,
        lambda f: f.status is Status.SUBMITTED and f.past_due and not f.hide_after_due and f.in_grace,
    ),
    _row(
        "submitted, not hidden after due, past due",
        ScreenId.CONTENT,
        lambda f: f.status is Status.SUBMITTED and f.past_due and not f.hide_after_due,
    ),
    _row("submitted", ScreenId.TIMED_SUBMITTED, has(Status.SUBMITTED)),
    _row("declined, when it was proctored", ScreenId.CONTENT, has(Status.DECLINED)),
    _row("handed in, when it was proctored", ScreenId.TIMED_SUBMITTED, has(*HANDED_IN)),
    _row(
        "being set up, when it was proctored",
        ScreenId.TIMED_ENTRANCE,
        has(Status.DOWNLOAD_SOFTWARE_CLICKED, Status.READY_TO_START),
    ),
)
