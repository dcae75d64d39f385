"""Whether a learner may see the content of an exam now: one table, the first row that fits decides."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from proctoring_host.domain.statuses import Status

LONGEST_SECONDS = 60
# A second review is to look like the first one to its learner.
HANDED_IN = frozenset({Status.SUBMITTED, Status.TIMED_OUT, Status.SECOND_REVIEW_REQUIRED, Status.VERIFIED})


class AccessReason(StrEnum):
    """Why content is shown, or why not."""

    STAFF = "staff"
    NO_EXAM = "no_exam"
    RUNNING = "running"
    DECLINED = "declined"
    HANDED_IN = "handed_in"
    OVER = "over"
    TIME_IS_UP = "time_is_up"
    WRONG_BROWSER = "wrong_browser"
    HIDDEN = "hidden_after_due"
    NOT_STARTED = "not_started"
    NOT_YET = "not_before_due"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """`status` is None without an attempt. `entry_allowed` is what the backend says of the browser that asks.

    `is_exam` is false for content that has no screens of ours: an exam that was taken back, a practice without
    proctoring.
    """

    is_staff: bool = False
    is_exam: bool = True
    status: Status | None = None
    seconds_left: float = 0
    entry_allowed: bool = True
    past_due: bool = False
    hide_after_due: bool = False

    @property
    def has_begun(self) -> bool:
        return self.status is Status.STARTED

    @property
    def whole_seconds_left(self) -> int:
        return int(self.seconds_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule:
    """`text` is for the documentation."""

    reason: AccessReason
    granted: bool
    text: str
    applies: Callable[[AccessFacts], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """For how many whole seconds content may be shown; 0 where it may not."""

    granted: bool
    reason: AccessReason
    seconds: int


def _rule(reason: AccessReason, granted: bool, text: str, applies: Callable[[AccessFacts], bool]) -> AccessRule:
    return AccessRule(reason=reason, granted=granted, text=text, applies=applies)


TABLE: tuple[AccessRule, ...] = (
    _rule(AccessReason.STAFF, True, "the staff of the course", lambda f: f.is_staff),
    _rule(AccessReason.NO_EXAM, True, "content that is no timed or proctored exam (any more)", lambda f: not f.is_exam),
    _rule(
        AccessReason.TIME_IS_UP,
        False,
        "an attempt that is started, with less than a second left",
        lambda f: f.has_begun and f.whole_seconds_left < 1,
    ),
    _rule(
        AccessReason.WRONG_BROWSER,
        False,
        "an attempt that is started, from a browser that its backend does not let in",
        lambda f: f.has_begun and not f.entry_allowed,
    ),
    _rule(AccessReason.RUNNING, True, "an attempt that is started", lambda f: f.has_begun),
    _rule(
        AccessReason.DECLINED,
        True,
        "a declined attempt before the due date: the exam is taken without proctoring",
        lambda f: f.status is Status.DECLINED and not f.past_due,
    ),
    _rule(
        AccessReason.HIDDEN,
        False,
        "whoever asks after the due date, where the exam is hidden then",
        lambda f: f.past_due and f.hide_after_due,
    ),
    _rule(
        AccessReason.HANDED_IN,
        True,
        "an attempt after the due date that was handed in and not rejected, or declined",
        lambda f: f.past_due and (f.status in HANDED_IN or f.status is Status.DECLINED),
    ),
    _rule(AccessReason.OVER, True, "no attempt, after the due date", lambda f: f.past_due and f.status is None),
    _rule(
        AccessReason.NOT_YET,
        False,
        "an attempt that was handed in, before the due date",
        lambda f: f.status in HANDED_IN,
    ),
    _rule(AccessReason.NOT_STARTED, False, "no attempt, before the due date", lambda f: f.status is None),
    _rule(AccessReason.CLOSED, False, "an attempt in any other status", lambda f: True),
)


def decide_access(facts: AccessFacts) -> Access:
    """Nobody is let in for longer than `LONGEST_SECONDS`, nor beyond the end of the clock."""
    rule = next(rule for rule in TABLE if rule.applies(facts))
    longest = min(LONGEST_SECONDS, facts.whole_seconds_left) if rule.reason is AccessReason.RUNNING else LONGEST_SECONDS
    return Access(granted=rule.granted, reason=rule.reason, seconds=longest if rule.granted else 0)
