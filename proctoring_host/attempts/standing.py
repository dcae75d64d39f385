"""Where a learner stands with an exam: the facts that decide about the screen, and what the screen tells."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from proctoring_host import conf, platform
from proctoring_host.attempts import create, due, queries
from proctoring_host.attempts.entry import may_take
from proctoring_host.attempts.registration import registration_state
from proctoring_host.attempts.timeout import settle
from proctoring_host.cause import Cause
from proctoring_host.domain import deadlines
from proctoring_host.domain.prerequisites import Prerequisites
from proctoring_host.domain.screens import PrerequisiteState, RegistrationState, ScreenFacts, Shown, decide_screen
from proctoring_host.domain.statuses import Actor, ExamKind, Status
from proctoring_host.errors import AttemptExists
from proctoring_host.exams.queries import kind_of
from proctoring_host.models import Attempt, Exam
from proctoring_host.onboarding.prerequisites import prerequisites_of
from proctoring_host.registry import get_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who looks, and what only the page knows. `may_enter` is asked only where the browser matters.

    `grace` is how long after the due date the platform still takes answers.
    """

    user_id: int
    may_enter: Callable[[Attempt], bool]
    cause: Cause
    is_staff: bool = False
    opt_out_allowed: bool = True
    grace: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`seconds_left` is the clock of a running attempt, and the saved time of one that is ready to resume."""

    exam: Exam
    kind: ExamKind | None
    attempt: Attempt | None
    facts: ScreenFacts
    shown: Shown
    user_id: int
    at: datetime
    due: datetime | None = None
    seconds_left: float = 0
    prerequisites: Prerequisites = field(default_factory=Prerequisites)

    @property
    def backend(self) -> str:
        return _backend_of(self.exam, self.attempt)


def standing_of(exam: Exam, visit: Visit) -> Standing:
    """Ends an attempt whose time is up, and declines an exam whose prerequisite was declined; else it only reads."""
    kind = kind_of(exam)
    if visit.is_staff or not exam.is_active or kind is None:
        facts = ScreenFacts(kind=kind, is_staff=visit.is_staff, is_active=exam.is_active)
        return Standing(
            exam=exam,
            kind=kind,
            attempt=None,
            facts=facts,
            shown=decide_screen(facts),
            user_id=visit.user_id,
            at=visit.cause.at,
        )
    found = _Look(exam, kind, visit).standing()
    if not found.shown.row.declines:
        return found
    with suppress(AttemptExists):  # Another tab came first.
        cause = replace(visit.cause, actor=Actor.LEARNER, reason="A requirement before this exam was declined.")
        create.create_attempt(exam.pk, visit.user_id, taking_as_proctored=True, cause=cause)
    return _Look(exam, kind, visit).standing()


class _Look:
    """One look at an exam: asks each question once, and only where the answer can matter."""

    def __init__(self, exam: Exam, kind: ExamKind, visit: Visit) -> None:
        self.exam, self.kind, self.visit, self.now = exam, kind, visit, visit.cause.at
        self.due = due.due_of(exam, visit.user_id)
        self.course_end = platform.get().courses.ends_at(exam.course_id)
        self.attempt = self._settled()
        watched_first = kind is ExamKind.PROCTORED and self.attempt is None
        self.before = prerequisites_of(exam, visit.user_id) if watched_first else Prerequisites()

    def standing(self) -> Standing:
        facts = self._facts()
        return Standing(
            exam=self.exam,
            kind=self.kind,
            attempt=self.attempt,
            facts=facts,
            shown=decide_screen(facts),
            user_id=self.visit.user_id,
            at=self.now,
            due=self.due,
            seconds_left=self._seconds_left(),
            prerequisites=self.before,
        )

    def _settled(self) -> Attempt | None:
        """On the clock that it has at this moment: a platform may move the due date without telling."""
        attempt = queries.current_attempt(self.visit.user_id, self.exam.pk)
        if attempt is None:
            return None
        if due.has_moved(attempt, self.due):
            due.recompute_deadline(attempt, cause=replace(self.visit.cause, actor=Actor.SYSTEM))
            attempt = queries.get_attempt(attempt.pk)
        return settle(attempt, self.visit.cause)

    def _facts(self) -> ScreenFacts:
        attempt, visit, is_timed = self.attempt, self.visit, self.kind is ExamKind.TIMED
        return ScreenFacts(
            kind=self.kind,
            status=Status(attempt.status) if attempt else None,
            may_take=may_take(self.exam, visit.user_id),
            account_active=is_timed or self._is_account_active(),
            course_over=self.course_end is not None and self.course_end <= self.now,
            past_due=deadlines.is_past_due(self.kind, self.due, self.course_end, self.now),
            in_grace=self.due is not None and self.due <= self.now < self.due + visit.grace,
            hide_after_due=self.exam.hide_after_due,
            prerequisites=PrerequisiteState.of(self.before),
            backend_available=is_timed or get_registry().backend(_backend_of(self.exam, self.attempt)).available,
            registration=registration_state(attempt) if attempt else RegistrationState.DONE,
            entry_allowed=attempt is None or not self._browser_matters() or visit.may_enter(attempt),
            ready_to_resume=bool(attempt and attempt.ready_to_resume),
            has_time_left=self._seconds_left() > 0,
            timed_out=bool(attempt and attempt.timed_out_at),
            acknowledged=bool(attempt and attempt.is_status_acknowledged),
            viewable_past_due=conf.get().viewable_past_due,
            opt_out_allowed=visit.opt_out_allowed,
        )

    def _is_account_active(self) -> bool:
        if self.attempt:
            return bool(self.attempt.user.is_active)
        return platform.get().people.person(self.visit.user_id).is_active

    def _browser_matters(self) -> bool:
        return bool(self.attempt and self.attempt.status in (Status.READY_TO_START, Status.STARTED))

    def _seconds_left(self) -> float:
        if self.attempt is None:
            return 0
        if self.attempt.ready_to_resume:
            return self.attempt.saved_seconds or 0
        return queries.seconds_left(self.attempt, self.now)


def _backend_of(exam: Exam, attempt: Attempt | None) -> str:
    """The attempt's own, which stays with it when the exam is given to another vendor."""
    return attempt.backend if attempt and attempt.backend else exam.backend
