"""What went wrong for a learner: noted under a reference number, found by staff."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet

from proctoring_host.attempts.error import report_error
from proctoring_host.cause import Cause
from proctoring_host.domain.client_reports import clean_facts, clean_text
from proctoring_host.domain.screens import ScreenId
from proctoring_host.models import Attempt, Exam, Incident, IncidentKind
from proctoring_host.people.forgotten import as_kept
from proctoring_host.switches import PASSTHROUGH, is_on

# Without what is taken for something else when it is read out or copied.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_PER_ATTEMPT = 20
KINDS = {
    ScreenId.BACKEND_UNAVAILABLE: IncidentKind.UNAVAILABLE,
    ScreenId.REGISTRATION_FAILED: IncidentKind.REGISTRATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The attempt as it stands after the report, and the number of the report."""

    attempt: Attempt
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """`page` is within `total_pages`, whatever was asked for."""

    items: Sequence[Incident]
    page: int
    total_pages: int

    @property
    def has_next(self) -> bool:
        return self.page < self.total_pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def report_client_error(
    attempt: Attempt, *, cause: Cause, detail: str, facts: Mapping[str, object] | None = None
) -> Reported:
    """Keep what the browser tells, then end the attempt with an error, if it has not ended yet.

    The report is kept also where the attempt stays as it is, as it does where its backend's switch waves reports
    through. Of one attempt at most `MOST_PER_ATTEMPT` are kept; who
    sends more gets the number of the last one.
    """
    personal = _names_of(attempt)
    text = clean_text(detail, personal)
    known = list(_of(attempt)[:MOST_PER_ATTEMPT])
    if len(known) < MOST_PER_ATTEMPT:
        found = _make(attempt.exam, attempt.user_id, attempt, IncidentKind.CLIENT, cause, detail=text)
        found.facts = clean_facts(facts, personal)
        as_kept(found, attempt).save()
    else:
        found = known[0]
    waved_through = bool(attempt.backend) and is_on(PASSTHROUGH % attempt.backend)
    ended = attempt if waved_through else report_error(attempt.pk, cause=cause, detail=text)
    return Reported(attempt=ended, reference=found.reference)


def reference_for(screen: ScreenId, exam: Exam, user_id: int, attempt: Attempt | None, cause: Cause) -> str:
    """The number that a screen shows: of the last report on this attempt, else of what the screen tells, noted once."""
    kind = KINDS.get(screen, IncidentKind.ENDED)
    if kind is IncidentKind.ENDED and attempt is not None:
        last = _of(attempt).first()
        if last is not None:
            return last.reference
    made = _make(exam, user_id, attempt, kind, cause)
    values = {field: getattr(made, field) for field in ("reference", "kind", "backend", "correlation_id", "at")}
    found, _new = Incident.objects.get_or_create(
        key=_key(kind, exam, user_id, attempt, cause),
        defaults={**values, "exam": exam, "attempt": attempt, "user_id": user_id},
    )
    return found.reference


def incidents_page(course_id: str, *, page: int = 1, page_size: int = 25, search: str = "") -> IncidentPage:
    """Of a course, the newest first; `search` is a reference number or its beginning, as somebody may type it.

    Two queries, however many there are.
    """
    rows = Incident.objects.select_related("exam", "attempt", "user").filter(exam__course_id=str(course_id))
    wanted = _as_written(search)
    paginator = Paginator(rows.filter(reference__startswith=wanted) if wanted else rows, page_size)
    shown = paginator.get_page(page)
    return IncidentPage(items=list(shown.object_list), page=shown.number, total_pages=paginator.num_pages)


def incidents_of(attempt: Attempt) -> Sequence[Incident]:
    """The newest first."""
    return list(_of(attempt))


def _as_written(typed: str) -> str:
    """With its hyphen, whatever stood between the groups when it was typed."""
    bare = "".join(character for character in typed.upper() if character.isalnum())
    return f"{bare[:4]}-{bare[4:]}" if len(bare) > 4 else bare


def new_reference() -> str:
    """Eight characters in two groups; random, because it is told to others."""
    half = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    return "-".join(half)


def _of(attempt: Attempt) -> QuerySet[Incident]:
    return Incident.objects.filter(attempt=attempt).order_by("-pk")


def _make(
    exam: Exam, user_id: int, attempt: Attempt | None, kind: IncidentKind, cause: Cause, *, detail: str = ""
) -> Incident:
    return Incident(
        reference=new_reference(),
        kind=kind,
        exam=exam,
        user_id=user_id,
        attempt=attempt,
        backend=attempt.backend if attempt else exam.backend,
        detail=detail,
        correlation_id=cause.correlation_id,
        at=cause.at,
    )


def _key(kind: IncidentKind, exam: Exam, user_id: int, attempt: Attempt | None, cause: Cause) -> str:
    """An outage counts anew each day."""
    if attempt is not None and kind is not IncidentKind.UNAVAILABLE:
        return f"{kind}:{attempt.pk}"
    return f"{kind}:{user_id}:{exam.pk}:{cause.at:%Y%m%d}"


def _names_of(attempt: Attempt) -> tuple[str, ...]:
    user = attempt.user
    full_name = user.get_full_name()
    return (user.get_username(), full_name, *full_name.split())
