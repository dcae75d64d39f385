"""Makes an exam."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.effects.announcements import track_revision
from proctoring_host.errors import ExamExists
from proctoring_host.exams import revisions
from proctoring_host.exams.backends import backend_for
from proctoring_host.exams.specs import ExamSpec, values_of
from proctoring_host.exams.vendor import tell_vendor
from proctoring_host.feature import require_feature
from proctoring_host.models import Exam


@retried
def create_exam(spec: ExamSpec, cause: Cause) -> Exam:
    """Raises `InvalidValue`, `ExamExists` for content that is an exam already, `FeatureDisabled`."""
    require_feature()
    values = values_of(spec)
    values["backend"] = backend_for(values["backend"], is_proctored=values["is_proctored"])
    try:
        with transaction.atomic():
            return _created(values, cause)
    except IntegrityError:
        # Two publications at once: the other one made it.
        raise _exists() from None


def _created(values: dict[str, object], cause: Cause) -> Exam:
    if Exam.objects.filter(course_id=values["course_id"], content_id=values["content_id"]).exists():
        raise _exists()
    exam = Exam.objects.create(**values)
    revision = revisions.record(exam, revisions.Action.CREATED, cause=cause, values=revisions.values_of(exam))
    track_revision("created", revision, cause)
    if exam.is_proctored:
        tell_vendor(exam, revision, cause=cause)
    return exam


def _exists() -> ExamExists:
    return ExamExists(_("There is already an exam for this content of the course."), field="content_id")
