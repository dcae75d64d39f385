"""Makes or changes an exam at a vendor that keeps exams. Payload: `exam_id`, `external_id` (the id before the change).

The exam is sent as it is when the call is made. To a backend that it has left, or once it is no longer proctored, it
is sent as inactive.
"""

from dataclasses import replace
from functools import partial

from proctoring_host.backend import Capability
from proctoring_host.data import ExamData
from proctoring_host.effects.outcomes import Call, Done
from proctoring_host.exams.queries import exam_data, get_exam
from proctoring_host.models import Exam
from proctoring_host.registry import calls, get_registry


def handle(call: Call) -> Done:
    backend = call.effect.backend
    handle_ = get_registry().backend(backend)
    if handle_.available and Capability.EXAMS not in handle_.capabilities:
        return Done(result={"skipped": "the vendor keeps no exams"})
    exam = get_exam(call.effect.payload["exam_id"])
    external_id = calls.register_exam(backend, _as_seen_by(backend, exam, call.effect.payload.get("external_id")))
    return Done(result={"external_id": external_id}, apply=partial(_keep, exam.pk, backend, external_id))


def _as_seen_by(backend: str, exam: Exam, earlier_id: str | None) -> ExamData:
    data = exam_data(exam)
    if exam.backend != backend:
        return replace(data, backend=backend, external_id=earlier_id, is_active=False)
    return data if exam.is_proctored else replace(data, is_active=False)


def _keep(exam_id: int, backend: str, external_id: str) -> None:
    Exam.objects.filter(pk=exam_id, backend=backend).update(external_id=external_id)
