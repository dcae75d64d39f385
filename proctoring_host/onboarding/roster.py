"""Where everybody of a course stands with its onboarding."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.core.paginator import Paginator

from proctoring_host import platform
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BackendError
from proctoring_host.models import Attempt, Exam, Pseudonym
from proctoring_host.onboarding import words
from proctoring_host.onboarding.exams import onboarding_exams_of
from proctoring_host.onboarding.profiles import asks_vendor_for_roster, profiles_of_course
from proctoring_host.onboarding.status import no_onboarding_exam
from proctoring_host.platform import Enrollment


class Standing(NamedTuple):
    """In the words of staff; `modified` is None where nothing has happened yet, or only the vendor knows when."""

    status: str = words.NOT_STARTED
    modified: datetime | None = None


NOT_BEGUN = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    username: str = field(repr=False)
    mode: str | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """`page` is within `total_pages`, whatever was asked for."""

    entries: Sequence[RosterEntry]
    page: int
    total_pages: int
    total: int
    from_vendor: bool


def onboarding_roster(
    course_id: str, at: datetime, *, page: int, page_size: int, search: str = "", statuses: Collection[str] = ()
) -> RosterPage:
    """In the order of the platform's enrolments; four queries, however many there are.

    Raises `NoOnboarding`, and `BackendError` (503) where the vendor has to be asked and does not answer.
    """
    exams = onboarding_exams_of(course_id)
    if not exams:
        raise no_onboarding_exam()
    backend = exams[0].backend
    from_vendor = asks_vendor_for_roster(backend)
    standings = _at_vendor(course_id, backend) if from_vendor else _here(exams, at)
    enrolled = platform.get().enrollments.of_course(course_id, search)
    wanted = [each for each in enrolled if not statuses or _of(each, standings).status in statuses]
    paginator = Paginator(wanted, page_size)
    shown = paginator.get_page(page)
    return RosterPage(
        entries=[
            RosterEntry(username=each.username, mode=each.mode, standing=_of(each, standings))
            for each in shown.object_list
        ],
        page=shown.number,
        total_pages=paginator.num_pages,
        total=paginator.count,
        from_vendor=from_vendor,
    )


def _of(enrollment: Enrollment, standings: Mapping[int, Standing]) -> Standing:
    return standings.get(enrollment.user_id, NOT_BEGUN)


def _at_vendor(course_id: str, backend: str) -> Mapping[int, Standing]:
    try:
        said = {each.pseudonym: words.of_vendor(each.status) for each in profiles_of_course(course_id, backend)}
    except BackendError as error:
        error.http_status = 503
        raise
    learners = Pseudonym.objects.filter(backend=backend).values_list("value", "user_id").iterator()
    return {user_id: Standing(said[value]) for value, user_id in learners if value in said}


def _here(exams: Sequence[Exam], at: datetime) -> Mapping[int, Standing]:
    """The newest attempt of each learner, unless an earlier one was approved; else an approval of another course."""
    course_id, backend = exams[0].course_id, exams[0].backend
    dues = {exam.pk: exam.due_date for exam in exams}
    standings = {user_id: Standing(words.OTHER_COURSE_APPROVED, when) for user_id, when in _elsewhere(exams[0], at)}
    approved: set[int] = set()
    here = Attempt.objects.filter(exam__course_id=course_id, exam__in=list(dues), backend=backend).order_by("pk")
    for user_id, status, exam_id, modified in here.values_list("user_id", "status", "exam_id", "modified"):
        if status == Status.VERIFIED:
            approved.add(user_id)
        elif user_id in approved:
            continue
        standings[user_id] = _standing(Status(status), modified, dues[exam_id], at)
    return standings


def _elsewhere(exam: Exam, at: datetime) -> Sequence[tuple[int, datetime]]:
    approvals = Attempt.objects.filter(
        backend=exam.backend, is_sample_attempt=True, status=Status.VERIFIED, modified__gt=at - words.VALIDITY
    )
    return list(approvals.exclude(exam__course_id=exam.course_id).order_by("pk").values_list("user_id", "modified"))


def _standing(status: Status, modified: datetime, due: datetime | None, at: datetime) -> Standing:
    if status is Status.ONBOARDING_RESET and due is not None and due <= at:
        return Standing(words.RESET_PAST_DUE, modified)
    if status is Status.VERIFIED and words.expires_at(modified) <= at:
        return Standing(words.EXPIRED, modified)
    return Standing(words.FOR_STAFF.get(status, status.value), modified)
