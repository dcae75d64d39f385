"""Finds what the site and its vendors do not agree about, and mends what can be mended."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Min, Model, QuerySet

from proctoring_host.attempts import newest
from proctoring_host.attempts.insert import register, registration_key
from proctoring_host.attempts.queries import awaits_registration
from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.data import BackfillQuery, Review
from proctoring_host.domain.statuses import PRE_STARTED, Actor, Status
from proctoring_host.effects import circuit
from proctoring_host.effects.runner import run_effect
from proctoring_host.errors import ProctoringError, RegistrationRefused
from proctoring_host.exams.vendor import introduce
from proctoring_host.models import Attempt, Effect, EffectState, Exam
from proctoring_host.models.attempts import AttemptQuerySet
from proctoring_host.registry import calls, get_registry
from proctoring_host.registry.guard import trace
from proctoring_host.reviews.receive import receive_review

logger = logging.getLogger(__name__)

PATIENCE = timedelta(hours=48)
"""How long a vendor may take for a review before somebody asks."""
ATTEMPTS_SINCE = timedelta(days=30)
REVIEWS_SINCE = timedelta(days=30)
"""How long somebody asks from then on: nothing comes any more for exams of past years, as after moving over."""
MOST = 500
M = TypeVar("M", bound=Model)


@dataclass(slots=True, kw_only=True)
class Reconciled:
    """How many attempts miss their review, and codes of those that wait longest; what came or was made known after all.

    `listed` counts attempts that the listings of staff had wrong. With a dry run it, `registrations` and `exams` are
    what would be tried, and nothing is fetched.
    """

    missing: int = 0
    unreviewed: Sequence[str] = ()
    reviews: int = 0
    registrations: int = 0
    exams: int = 0
    listed: int = 0
    problems: list[str] = field(default_factory=list)


def reconcile(now: datetime, *, patience: timedelta = PATIENCE, dry_run: bool = False) -> Reconciled:
    """Calls vendors, so never within a transaction. May be done by several at once: repeats do no harm.

    So many of each are made known at a time; the next time goes on with the others.
    """
    found = Reconciled(listed=newest.count_wrong() if dry_run else newest.repair(most=MOST))
    cause = Cause(actor=Actor.SYSTEM, at=now, reason="reconciliation")
    for exam in islice(_unknown_exams(), MOST):
        found.exams += dry_run or _introduced(exam, cause, found)
    for attempt in islice(_unknown_attempts(now), MOST):
        found.registrations += dry_run or _registered(attempt, cause, found)
    if not dry_run:
        for backend, since in _asked(now, patience):
            found.reviews += _fetched(backend, since, cause, found)
    waiting = _unreviewed(now, patience)
    found.missing = waiting.count()
    found.unreviewed = list(waiting.order_by("completed_at").values_list("code", flat=True)[:MOST])
    return found


def _unreviewed(now: datetime, patience: timedelta) -> AttemptQuerySet:
    """Handed in some time ago; those that no vendor took part in have nobody to wait for."""
    latest = now - patience
    missed = Attempt.objects.filter(completed_at__lte=latest, completed_at__gte=latest - REVIEWS_SINCE)
    waiting: AttemptQuerySet = missed.filter(status=Status.SUBMITTED, review__isnull=True)
    return waiting.exclude(backend="")


def _asked(now: datetime, patience: timedelta) -> Iterator[tuple[str, datetime]]:
    """Backends that can say what they finished, and since when it is missing here."""
    missing = _unreviewed(now, patience).order_by().values_list("backend")
    for name, since in missing.annotate(since=Min("completed_at")):
        if _can(name, Capability.BACKFILL):
            yield name, since


def _can(backend: str, capability: Capability) -> bool:
    handle = get_registry().backend(backend)
    return handle.available and capability in handle.capabilities and not circuit.is_open(backend)


def _fetched(backend: str, since: datetime, cause: Cause, found: Reconciled) -> int:
    try:
        reviews = calls.fetch_reviews(backend, BackfillQuery(since=since))
    except ProctoringError as error:
        found.problems.append(f"{backend}: {error.detail}")
        return 0
    return sum(_received(review, backend, cause, found) for review in reviews)


def _received(review: Review, backend: str, cause: Cause, found: Reconciled) -> bool:
    try:
        receive_review(review, backend=backend, cause=cause)
    except ProctoringError as error:
        logger.info("fetched review refused backend=%s error=%s", backend, error.code)
    except Exception as error:  # noqa: BLE001  one review must not keep all others from being taken
        found.problems.append(_unforeseen(f"a review of {backend}", error))
    else:
        return True
    return False


def _unknown_exams() -> Iterator[Exam]:
    exams = Exam.objects.filter(is_active=True, is_proctored=True, external_id__isnull=True).exclude(backend="")
    for page in _pages(exams):
        yield from (exam for exam in page if _can(exam.backend, Capability.EXAMS))


def _introduced(exam: Exam, cause: Cause, found: Reconciled) -> bool:
    try:
        introduce(exam, exam.backend, cause)
    except ProctoringError as error:
        found.problems.append(f"exam {exam.pk}: {error.detail}")
    except Exception as error:  # noqa: BLE001  nor one exam
        found.problems.append(_unforeseen(f"exam {exam.pk}", error))
    return bool(exam.external_id)


def _unknown_attempts(now: datetime) -> Iterator[Attempt]:
    """Those nobody is trying to register any more, though the vendor never said no."""
    waiting = Attempt.objects.whole().filter(
        status__in=PRE_STARTED,
        external_id__isnull=True,
        created__gte=now - ATTEMPTS_SINCE,
        live_key__isnull=False,
        forgotten_at__isnull=True,
    )
    for page in _pages(waiting.exclude(backend="")):
        attempts = [attempt for attempt in page if awaits_registration(attempt)]
        keys = [registration_key(attempt.pk) for attempt in attempts]
        effects = {effect.key: effect for effect in Effect.objects.filter(key__in=keys)}
        yield from (attempt for attempt in attempts if _was_left(effects.get(registration_key(attempt.pk))))


def _pages(rows: QuerySet[M]) -> Iterator[Sequence[M]]:
    """All of them, so many at a time: what is of no concern here must not stand in the way of what is."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:MOST]):
        yield page
        last = page[-1].pk


def _was_left(effect: Effect | None) -> bool:
    if effect is None:
        return True
    refused = effect.result.get("error_code") == RegistrationRefused.code
    return effect.state == EffectState.DEAD and not refused


def _registered(attempt: Attempt, cause: Cause, found: Reconciled) -> bool:
    """By the effect that was given up, or by one that is written now."""
    try:
        with transaction.atomic():
            effect = register(attempt, cause)
        return run_effect(effect.pk, force=True) == EffectState.DONE
    except Exception as error:  # noqa: BLE001  nor one attempt
        found.problems.append(_unforeseen(f"attempt {attempt.code}", error))
        return False


def _unforeseen(about: str, error: Exception) -> str:
    """A database that cannot be used is nobody's fault here, and whoever called waits for it."""
    if isinstance(error, OperationalError | InterfaceError):
        raise error
    logger.error("reconciliation of %s\n%s", about, trace(error))
    return f"{about}: {type(error).__name__}; the log has the details."
