"""What a course outline says about an exam: a word, an icon, and whether the learner is done with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.domain.words import gettext_noop


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`status` is None for timed exams. `suggested_icon` is a Font Awesome 4 class."""

    status: Status | None
    short_description: str
    suggested_icon: str
    in_completed_state: bool


@dataclass(frozen=True, slots=True)
class _Look:
    text: str
    icon: str
    done: bool = False


TIMED = _Look(gettext_noop("Exam with a time limit"), "fa-clock-o")
PRACTICE = _Look(gettext_noop("Practice exam, not graded"), "fa-lock")
PRACTICE_LOOKS = {
    Status.SUBMITTED: _Look(gettext_noop("Practice exam taken"), "fa-check", done=True),
    Status.ERROR: _Look(gettext_noop("Practice exam ended in an error"), "fa-exclamation-triangle", done=True),
}
AVAILABLE = _Look(gettext_noop("Proctoring can be chosen"), "fa-pencil-square-o")
WAITING = _Look(gettext_noop("Waiting for the review of the session"), "fa-spinner fa-spin", done=True)
FAILED = _Look(gettext_noop("Proctoring not passed"), "fa-exclamation-triangle", done=True)
PROCTORED_LOOKS = {
    Status.ELIGIBLE: AVAILABLE,
    Status.DECLINED: _Look(gettext_noop("Taken without proctoring"), "fa-pencil-square-o"),
    Status.SUBMITTED: WAITING,
    Status.SECOND_REVIEW_REQUIRED: WAITING,
    Status.VERIFIED: _Look(gettext_noop("Proctoring passed"), "fa-check", done=True),
    Status.REJECTED: FAILED,
    Status.ERROR: FAILED,
    Status.EXPIRED: _Look(gettext_noop("Proctoring can no longer be chosen"), "fa-times-circle"),
}
PROCTORED = _Look(gettext_noop("Proctored exam"), "fa-lock")


def summarise(
    kind: ExamKind | None,
    status: Status | None,
    *,
    course_over: bool,
    may_take_proctored: bool,
    translate: Callable[[str], str] = gettext_noop,
) -> Summary | None:
    """`status` is that of the learner's newest attempt, None without one.

    None when there is nothing to say: plain content, or an exam that this learner may not take with proctoring.
    """
    if kind is None or (kind is not ExamKind.TIMED and not may_take_proctored):
        return None
    summary = _timed() if kind is ExamKind.TIMED else _with_attempt(kind, status, course_over)
    return replace(summary, short_description=translate(summary.short_description))


def _timed() -> Summary:
    return Summary(status=None, short_description=TIMED.text, suggested_icon=TIMED.icon, in_completed_state=TIMED.done)


def _with_attempt(kind: ExamKind, status: Status | None, course_over: bool) -> Summary:
    if kind is ExamKind.PROCTORED:
        shown = status or (Status.EXPIRED if course_over else Status.ELIGIBLE)
        look = PROCTORED_LOOKS.get(shown, PROCTORED)
    else:
        shown = status or Status.ELIGIBLE
        look = PRACTICE_LOOKS.get(shown, PRACTICE)
    return Summary(status=shown, short_description=look.text, suggested_icon=look.icon, in_completed_state=look.done)
