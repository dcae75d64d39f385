"""Questions about attempts. None of them writes; `timeout.settle` ends what is overdue."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, Max
from django.utils.translation import gettext as _

from proctoring_host.attempts.facts import has_backend
from proctoring_host.attempts.listing import AttemptGroup, AttemptsPage, newest_attempts_page
from proctoring_host.attempts.locks import unknown
from proctoring_host.data import AttemptData
from proctoring_host.domain import deadlines
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, ExamKind, Status
from proctoring_host.domain.words import is_storable
from proctoring_host.errors import AttemptNotFound
from proctoring_host.exams.queries import exam_data, kind_of
from proctoring_host.models import Attempt
from proctoring_host.models.attempts import AttemptQuerySet
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.prepared import Given, Prepared

__all__ = [
    "AttemptGroup",
    "AttemptsPage",
    "attempt_by_code",
    "attempt_by_external_id",
    "attempt_data",
    "attempts_of",
    "attempts_with_external_id",
    "awaits_registration",
    "current_attempt",
    "get_attempt",
    "newest_attempts_of",
    "newest_attempts_page",
    "running_attempt",
    "seconds_left",
]


def _present() -> AttemptQuerySet:
    rows: AttemptQuerySet = Attempt.objects.whole()
    return rows


# By whether removed ones are wanted too.
BY_ID: Mapping[bool, Prepared[Attempt]] = {
    False: Prepared(lambda: _present().filter(pk=Given("pk"))),
    True: Prepared(lambda: Attempt.everything.whole().filter(pk=Given("pk"))),
}
BY_CODE: Mapping[bool, Prepared[Attempt]] = {
    False: Prepared(lambda: _present().filter(code=Given("code"))),
    True: Prepared(lambda: Attempt.everything.whole().filter(code=Given("code"))),
}
CURRENT = Prepared(
    lambda: (
        _present()
        .filter(user_id=Given("user_id"), exam_id=Given("exam_id"))
        .order_by(F("live_key").asc(nulls_last=True), "-pk")[:1]
    )
)
RUNNING = Prepared(
    lambda: (
        _present().filter(user_id=Given("user_id"), status__in=sorted(IN_PROGRESS)).order_by("-started_at", "-pk")[:1]
    )
)


def get_attempt(attempt_id: int, *, removed_too: bool = False) -> Attempt:
    """With exam, policy and learner, in one query. Raises `AttemptNotFound`."""
    attempt = BY_ID[removed_too].first(pk=attempt_id)
    if attempt is None:
        raise unknown(attempt_id)
    return attempt


def attempt_by_code(code: str, *, removed_too: bool = False) -> Attempt:
    """By our own code of it, which some vendors send back in small letters. Raises `AttemptNotFound`."""
    found = BY_CODE[removed_too].first(code=code.upper()) if code and is_storable(code) else None
    if found is None:
        raise AttemptNotFound(_("Could not locate attempt_code=%(code)s") % {"code": code[:40]}, field="attempt_code")
    return found


def attempt_by_external_id(backend: str | None, external_id: str, *, removed_too: bool = False) -> Attempt:
    """By the vendor's id, of one backend or, with None, of any; the newest where several have it."""
    rows = _rows(removed_too).filter(external_id=external_id)
    if backend is not None:
        rows = rows.filter(backend=backend)
    found = rows.order_by("-pk").first() if external_id and is_storable(external_id) else None
    if found is None:
        text = _("There is no attempt with the external id %(id)s.") % {"id": external_id[:40]}
        raise AttemptNotFound(text, field="external_id")
    return found


def attempts_with_external_id(external_id: str) -> Sequence[Attempt]:
    """Of every backend, removed ones too, the newest first: only together with a backend is the id unique."""
    if not external_id or not is_storable(external_id):
        return []
    return list(_rows(removed_too=True).filter(external_id=external_id).order_by("-pk"))


def current_attempt(user_id: int, exam_id: int) -> Attempt | None:
    """The learner's live attempt at an exam, else the newest one they had."""
    return CURRENT.first(user_id=user_id, exam_id=exam_id)


def running_attempt(user_id: int) -> Attempt | None:
    """The newest attempt in progress, whatever its clock says."""
    return RUNNING.first(user_id=user_id)


def attempts_of(user_id: int, exam_id: int | None = None, *, course_id: str | None = None) -> Sequence[Attempt]:
    """A learner's attempts, the newest first, in one query; of one exam or one course where asked for."""
    rows = _present().filter(user_id=user_id)
    if exam_id is not None:
        rows = rows.filter(exam_id=exam_id)
    if course_id is not None:
        rows = rows.filter(exam__course_id=str(course_id))
    return list(rows.order_by("-pk"))


def newest_attempts_of(user_id: int, exam_ids: Sequence[int]) -> Mapping[int, Attempt]:
    """By exam, the learner's newest attempt; one query for all exams."""
    mine = Attempt.objects.filter(user_id=user_id, exam_id__in=exam_ids)
    newest = mine.order_by().values("exam_id").annotate(newest=Max("pk")).values("newest")
    return {attempt.exam_id: attempt for attempt in _present().filter(pk__in=newest)}


def attempt_data(attempt: Attempt) -> AttemptData:
    """The attempt as plugins see it; without a backend it has no pseudonym."""
    return AttemptData(
        id=attempt.pk,
        code=attempt.code,
        status=Status(attempt.status),
        exam=exam_data(attempt.exam),
        # A practice that is not proctored is plain content; should it ever have an attempt, it is a timed one.
        kind=kind_of(attempt.exam) or ExamKind.TIMED,
        backend=attempt.backend,
        pseudonym=_pseudonym(attempt),
        external_id=attempt.external_id,
        is_sample_attempt=attempt.is_sample_attempt,
        taking_as_proctored=attempt.taking_as_proctored,
        allowed_seconds=attempt.allowed_seconds,
        started_at=attempt.started_at,
        completed_at=attempt.completed_at,
    )


def _pseudonym(attempt: Attempt) -> str:
    if attempt.backend and not attempt.known_pseudonym:
        attempt.known_pseudonym = pseudonym_of(attempt.user_id, attempt.backend)
    return attempt.known_pseudonym


def seconds_left(attempt: Attempt, now: datetime) -> float:
    """What is on the clock of a running attempt; 0 for any other, and for one that is overdue."""
    return deadlines.seconds_left(attempt.deadline_at, Status(attempt.status), now)


def awaits_registration(attempt: Attempt) -> bool:
    """Whether the vendor has not yet said how it calls this attempt."""
    return has_backend(attempt) and attempt.status in PRE_STARTED and not attempt.external_id


def _rows(removed_too: bool) -> AttemptQuerySet:
    return Attempt.everything.whole() if removed_too else _present()
