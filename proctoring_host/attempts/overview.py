"""All that a learner's client shows of an attempt, and of an exam before there is one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from proctoring_host import conf
from proctoring_host.attempts import queries
from proctoring_host.attempts.due import allowed_seconds, is_past_due
from proctoring_host.attempts.timeout import settle
from proctoring_host.cause import Cause
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.deadlines import Thresholds, thresholds
from proctoring_host.domain.prerequisites import Prerequisites
from proctoring_host.domain.statuses import IN_PROGRESS, ONBOARDING_ERRORS, PRE_STARTED, ExamKind, Status
from proctoring_host.effects.asking import asking
from proctoring_host.errors import ExamNotFound, ProctoringError
from proctoring_host.exams.queries import exam_by_content, kind_of
from proctoring_host.models import Attempt, Exam
from proctoring_host.onboarding.exams import onboarding_exam_for
from proctoring_host.onboarding.prerequisites import prerequisites_of
from proctoring_host.registry import calls, get_registry

SET_UP = frozenset({Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOverview:
    """`seconds_left` and `marks` are nothing before the start. `launch` is empty once the vendor's part is over."""

    attempt: Attempt
    kind: ExamKind
    allowed_seconds: int
    seconds_left: float
    marks: Thresholds
    launch: LaunchInfo
    ping_interval: int

    @property
    def is_being_set_up(self) -> bool:
        return self.attempt.status in SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamOverview:
    """`allowed_seconds` and `prerequisites` only while there is no attempt."""

    exam: Exam
    kind: ExamKind
    past_due: bool
    attempt: AttemptOverview | None = None
    allowed_seconds: int | None = None
    prerequisites: Prerequisites | None = None
    onboarding_exam: Exam | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerOverview:
    """An exam as its learner sees it, and what the learner has running, there or elsewhere."""

    exam: ExamOverview | None
    running: AttemptOverview | None


def learner_overview(user_id: int, course_id: str, content_id: str, cause: Cause) -> LearnerOverview:
    """Attempts whose time is up are ended first. Content that is no exam gives none."""
    running = running_overview(user_id, cause)
    exam = _exam_overview(user_id, course_id, content_id, cause, running) if content_id else None
    return LearnerOverview(exam=exam, running=running)


def running_overview(user_id: int, cause: Cause) -> AttemptOverview | None:
    """Of the newest attempt in progress, once its time was looked at."""
    attempt = queries.running_attempt(user_id)
    if attempt is not None:
        attempt = settle(attempt, cause)
    if attempt is None or attempt.status not in IN_PROGRESS:
        return None
    return attempt_overview(attempt, cause.at)


def attempt_overview(attempt: Attempt, now: datetime) -> AttemptOverview:
    settings = conf.get()
    allowed = attempt.allowed_seconds
    marks = thresholds(allowed or 0, settings.low_threshold_pct, settings.critically_low_threshold_pct)
    if allowed is None:
        allowed = allowed_seconds(attempt.exam, attempt.user_id, now, saved_seconds=attempt.saved_seconds)
    return AttemptOverview(
        attempt=attempt,
        kind=kind_of(attempt.exam) or ExamKind.TIMED,
        allowed_seconds=allowed,
        seconds_left=queries.seconds_left(attempt, now),
        marks=marks,
        launch=launch_info_of(attempt),
        ping_interval=get_registry().backend(attempt.exam.backend).ping_interval or settings.ping_interval,
    )


def launch_info_of(attempt: Attempt) -> LaunchInfo:
    """Empty where the vendor takes no part, has not registered the attempt, is done with it or cannot say just now."""
    if not attempt.backend or not attempt.external_id or attempt.status not in PRE_STARTED | IN_PROGRESS:
        return LaunchInfo()
    try:
        with asking(attempt.backend):
            return calls.launch_info(attempt.backend, queries.attempt_data(attempt), get_language() or "en")
    except ProctoringError:
        return LaunchInfo()


def _exam_overview(
    user_id: int, course_id: str, content_id: str, cause: Cause, running: AttemptOverview | None
) -> ExamOverview | None:
    try:
        exam = exam_by_content(course_id, content_id)
    except ExamNotFound:
        return None
    kind = kind_of(exam) or ExamKind.TIMED
    past_due = is_past_due(exam, user_id, cause.at)
    attempt = queries.current_attempt(user_id, exam.pk)
    if attempt is None:
        return ExamOverview(
            exam=exam,
            kind=kind,
            past_due=past_due,
            allowed_seconds=allowed_seconds(exam, user_id, cause.at),
            prerequisites=prerequisites_of(exam, user_id) if exam.is_proctored else None,
        )
    attempt = settle(attempt, cause)
    known = running if running is not None and running.attempt.pk == attempt.pk else None
    return ExamOverview(
        exam=exam,
        kind=kind,
        past_due=past_due,
        attempt=known or attempt_overview(attempt, cause.at),
        onboarding_exam=_missing_onboarding(attempt, cause.at),
    )


def _missing_onboarding(attempt: Attempt, at: datetime) -> Exam | None:
    if attempt.status not in ONBOARDING_ERRORS:
        return None
    found = onboarding_exam_for(attempt.exam.course_id, attempt.user_id, at, backend=attempt.exam.backend)
    return found.exam if found else None
