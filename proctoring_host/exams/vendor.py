"""Keeps vendors that keep exams up to date."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.effects.runner import run_effect
from proctoring_host.errors import ExamUnknown
from proctoring_host.models import Effect, EffectState, Exam, Revision
from proctoring_host.registry import get_registry

# Those that were discarded stay so: an operator has decided that the vendor need not know.
OWED = (EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD)


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


def introduce(exam: Exam, backend: str, cause: Cause) -> None:
    """Have a vendor told of an exam that it keeps and does not know, now: what is to follow is about that exam.

    Fills in the exam's `external_id`. Never within a transaction. Raises `ExamUnknown` while the vendor still has to
    be told; returns where there is nothing more to tell.
    """
    vendor = get_registry().backend(backend)
    if exam.external_id or exam.backend != backend or Capability.EXAMS not in vendor.capabilities:
        return
    effect = _owed_to(exam, cause)
    if effect is None:
        return
    state = run_effect(effect.pk, force=True)
    exam.refresh_from_db(fields=["external_id"])
    if not exam.external_id:
        text = _("The backend %(backend)s has to know the exam %(id)s first.")
        detail = text % {"backend": backend, "id": exam.pk}
        raise ExamUnknown(detail, backend=backend, elsewhere=state == EffectState.RUNNING)


@retried
def _owed_to(exam: Exam, cause: Cause) -> Effect | None:
    """The effect that is to tell the vendor; one is written where there never was any, as for older exams."""
    lane = f"exam:{exam.pk}"
    told = Effect.objects.filter(kind=Kind.VENDOR_EXAM, lane=lane, backend=exam.backend)
    if told.exists():
        return told.filter(state__in=OWED).order_by("pk").first()
    with transaction.atomic():
        return enqueue(
            Kind.VENDOR_EXAM,
            key=f"{lane}:first:{exam.backend}"[:200],
            lane=lane,
            payload={"exam_id": exam.pk, "external_id": None},
            backend=exam.backend,
            cause=cause,
            # The caller runs it; this is for the worker, should the caller not come to that.
            next_at=cause.at + timedelta(minutes=1),
        )
