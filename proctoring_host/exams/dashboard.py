"""The way to a vendor's own dashboard."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from proctoring_host import platform
from proctoring_host.backend import Capability
from proctoring_host.data import DashboardQuery, Learner
from proctoring_host.effects.asking import STAFF_SECONDS, asking
from proctoring_host.errors import InvalidValue, ProctoringError
from proctoring_host.exams.queries import exam_data, exams_of_course
from proctoring_host.models import Attempt, Exam
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import calls, get_registry


class NoDashboard(ProctoringError):
    """There is nothing to lead to."""

    http_status = 404
    code = "no_dashboard"


def course_dashboard(course_id: str, staff_id: int) -> str:
    """Of the one backend of the course's proctored exams. The address may hold a token.

    Raises `NoDashboard`, `InvalidValue` where several backends take part, and `BackendError`.
    """
    exams = exams_of_course(course_id, active_only=True)
    if not exams:
        raise NoDashboard(_("No exams in course %(course)s.") % {"course": course_id})
    backends = sorted({exam.backend for exam in _proctored(course_id, exams)})
    if len(backends) > 1:
        text = _("The exams of course %(course)s have several backends (%(names)s). Ask for one exam's dashboard.")
        raise InvalidValue(text % {"course": course_id, "names": ", ".join(backends)})
    query = DashboardQuery(course_id=course_id, staff=_staff(staff_id, backends[0]))
    return _address(backends[0], query)


def exam_dashboard(
    course_id: str, exam_id: int, staff_id: int, *, attempt_external_id: str = "", configuration: bool = False
) -> str:
    """Of one exam of this course, of one of its attempts, or to configure it. Raises like `course_dashboard`."""
    exam = next((exam for exam in exams_of_course(course_id) if exam.pk == exam_id), None)
    if exam is None:
        raise NoDashboard(_("There is no exam %(exam)s in course %(course)s.") % {"exam": exam_id, "course": course_id})
    _proctored(course_id, [exam])
    if attempt_external_id and not _has_attempt(exam, attempt_external_id):
        raise NoDashboard(_("There is no such attempt at exam %(exam)s.") % {"exam": exam_id})
    query = DashboardQuery(
        course_id=course_id,
        staff=_staff(staff_id, exam.backend),
        exam=exam_data(exam),
        attempt_external_id=attempt_external_id,
        configuration=configuration,
    )
    return _address(exam.backend, query)


def _address(backend: str, query: DashboardQuery) -> str:
    with asking(backend, STAFF_SECONDS):
        return calls.dashboard_url(backend, query)


def has_dashboard(exam: Exam) -> bool:
    """Whether `exam_dashboard` can lead somewhere; asks no vendor."""
    return exam.is_proctored and Capability.DASHBOARD in get_registry().backend(exam.backend).capabilities


def _proctored(course_id: str, exams: Sequence[Exam]) -> Sequence[Exam]:
    found = [exam for exam in exams if exam.is_proctored]
    if not found:
        raise NoDashboard(_("No proctored exams in course %(course)s.") % {"course": course_id})
    return found


def _has_attempt(exam: Exam, external_id: str) -> bool:
    """Removed ones too: the vendor may still show them."""
    return Attempt.everything.filter(exam=exam, backend=exam.backend, external_id=external_id).exists()


def _staff(user_id: int, backend: str) -> Learner:
    person = platform.get().people.person(user_id)
    return Learner(pseudonym=pseudonym_of(user_id, backend), full_name=person.full_name, email=person.email)
