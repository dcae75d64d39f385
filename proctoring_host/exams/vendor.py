"""Keeps vendors that keep exams up to date."""

from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Exam, Revision
from proctoring_host.registry import get_registry


def tell_vendor(
    exam: Exam, revision: Revision, *, cause: Cause, backend: str = "", external_id: str | None = None
) -> None:
    """Have the exam sent to its vendor, or to `backend`, which it has left and which knows it as `external_id`.

    A vendor whose plugin cannot be used at the moment is told once it can: whether it keeps exams is seen then.
    """
    name = backend or exam.backend
    vendor = get_registry().backend(name)
    if not name or (vendor.available and Capability.EXAMS not in vendor.capabilities):
        return
    enqueue(
        Kind.VENDOR_EXAM,
        key=f"exam:{exam.pk}:{revision.pk}" + (f":{backend}" if backend else ""),
        lane=f"exam:{exam.pk}",
        payload={"exam_id": exam.pk, "external_id": external_id},
        backend=name,
        cause=cause,
    )
