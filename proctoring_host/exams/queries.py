"""Questions about exams."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proctoring_host.data import ExamData
from proctoring_host.domain.kinds import exam_kind
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.errors import ExamNotFound
from proctoring_host.models import Exam
from proctoring_host.prepared import Given, Prepared
from proctoring_host.registry import get_registry

BY_ID = Prepared(lambda: _with_policy().filter(pk=Given("pk")))
BY_CONTENT = Prepared(lambda: _with_policy().filter(course_id=Given("course_id"), content_id=Given("content_id")))
OF_COURSE = Prepared(lambda: _with_policy().filter(course_id=Given("course_id")).order_by("id"))
ACTIVE_OF_COURSE = Prepared(lambda: _with_policy().filter(course_id=Given("course_id"), is_active=True).order_by("id"))


def _with_policy() -> QuerySet[Exam]:
    return Exam.objects.select_related("policy")


def get_exam(exam_id: int) -> Exam:
    """With its policy, in one query. Raises `ExamNotFound`."""
    exam = BY_ID.first(pk=exam_id)
    if exam is None:
        raise unknown_exam(exam_id)
    return exam


def exams_by_id(exam_ids: Collection[int]) -> Mapping[int, Exam]:
    """Those that there are, with their policies, in one query; ids that no exam has are left out."""
    return {exam.pk: exam for exam in Exam.objects.select_related("policy").filter(pk__in=exam_ids)}


def unknown_exam(exam_id: int) -> ExamNotFound:
    return ExamNotFound(_("There is no exam with the id {id}.").format(id=exam_id), field="exam_id")


def exam_by_content(course_id: object, content_id: object) -> Exam:
    """Ids may be text or opaque keys. Raises `ExamNotFound`."""
    found = BY_CONTENT.first(course_id=str(course_id), content_id=str(content_id))
    if found is None:
        raise ExamNotFound(_("This content of the course is no exam."), field="content_id")
    return found


def exams_of_course(course_id: object, *, active_only: bool = False) -> Sequence[Exam]:
    """All exams of a course in the order they were made, with their policies, in one query."""
    return (ACTIVE_OF_COURSE if active_only else OF_COURSE).objects(course_id=str(course_id))


def courses_with_exams() -> Sequence[str]:
    """The ids of all courses that have an active exam, in one query."""
    return list(
        Exam.objects.filter(is_active=True).order_by("course_id").values_list("course_id", flat=True).distinct()
    )


def courses_of_exams(exam_ids: Sequence[int]) -> set[str]:
    """The courses that these exams belong to, in one query; ids that no exam has add none."""
    return set(Exam.objects.filter(pk__in=exam_ids).values_list("course_id", flat=True))


def policy_text(exam: Exam) -> str:
    """The author's own policy, or nothing; no query when the exam came from here."""
    policy = getattr(exam, "policy", None)
    return policy.text if policy else ""


def exam_data(exam: Exam) -> ExamData:
    """The exam as plugins see it."""
    return ExamData(
        id=exam.pk,
        course_id=exam.course_id,
        content_id=exam.content_id,
        exam_name=exam.exam_name,
        time_limit_mins=exam.time_limit_mins,
        is_proctored=exam.is_proctored,
        is_practice_exam=exam.is_practice_exam,
        is_active=exam.is_active,
        hide_after_due=exam.hide_after_due,
        backend=exam.backend,
        due_date=exam.due_date,
        external_id=exam.external_id,
        review_policy=policy_text(exam),
    )


def kind_of(exam: Exam) -> ExamKind | None:
    """What the exam is to its learners; None for a practice that is not proctored, which has no screens."""
    onboards = get_registry().backend(exam.backend).supports_onboarding
    return exam_kind(exam.is_proctored, exam.is_practice_exam, onboards)
