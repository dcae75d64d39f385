"""Finds what the site and its vendors do not agree about, and mends what can be mended."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from proctoring_host.attempts import newest
from proctoring_host.attempts.insert import register, registration_key
from proctoring_host.attempts.queries import awaits_registration
from proctoring_host.backend import Capability
from proctoring_host.cause import Cause
from proctoring_host.data import BackfillQuery
from proctoring_host.domain.statuses import PRE_STARTED, Actor, Status
from proctoring_host.effects import circuit
from proctoring_host.effects.runner import run_effect
from proctoring_host.errors import ProctoringError, RegistrationRefused
from proctoring_host.exams.vendor import introduce
from proctoring_host.models import Attempt, Effect, EffectState, Exam
from proctoring_host.registry import calls, get_registry
from proctoring_host.reviews.receive import receive_review

logger = logging.getLogger(__name__)

PATIENCE = timedelta(hours=48)
"""How long a vendor may take for a review before somebody asks."""
ATTEMPTS_SINCE = timedelta(days=30)
MOST = 500


@dataclass(slots=True, kw_only=True)
class Reconciled:
    """Codes of attempts whose review is missing; how many reviews came, and what was made known to vendors after all.

    `listed` counts attempts that the listings of staff had wrong. With a dry run it, `registrations` and `exams` are
    what would be tried, and nothing is fetched.
    """

    unreviewed: Sequence[str] = ()
    reviews: int = 0
    registrations: int = 0
    exams: int = 0
    listed: int = 0
    problems: list[str] = field(default_factory=list)


def reconcile(now: datetime, *, patience: timedelta = PATIENCE, dry_run: bool = False) -> Reconciled:
    """Calls vendors, so never within a transaction. May be done by several at once: repeats do no harm."""
    found = Reconciled(listed=newest.count_wrong() if dry_run else newest.repair(most=MOST))
    cause = Cause(actor=Actor.SYSTEM, at=now, reason="reconciliation")
    for exam in _unknown_exams():
        found.exams += dry_run or _introduced(exam, cause, found)
    for attempt in _unknown_attempts(now):
        found.registrations += dry_run or _registered(attempt, cause)
    if not dry_run:
        for backend, since in _asked(now, patience):
            found.reviews += _fetched(backend, since, cause, found)
    found.unreviewed = [attempt.code for attempt in _unreviewed(now, patience)]
    return found


def _unreviewed(now: datetime, patience: timedelta) -> Sequence[Attempt]:
    """Handed in long ago; those that no vendor took part in have nobody to wait for."""
    waiting = Attempt.objects.filter(status=Status.SUBMITTED, completed_at__lte=now - patience, review__isnull=True)
    return list(waiting.exclude(backend="").order_by("completed_at")[:MOST])


def _asked(now: datetime, patience: timedelta) -> Iterator[tuple[str, datetime]]:
    """Backends that can say what they finished, and since when it is missing here."""
    since: dict[str, datetime] = {}
    for attempt in _unreviewed(now, patience):
        since.setdefault(attempt.backend, attempt.completed_at or attempt.created)
    for name, at in since.items():
        handle = get_registry().backend(name)
        if handle.available and Capability.BACKFILL in handle.capabilities and not circuit.is_open(name):
            yield name, at


def _fetched(backend: str, since: datetime, cause: Cause, found: Reconciled) -> int:
    try:
        reviews = calls.fetch_reviews(backend, BackfillQuery(since=since))
    except ProctoringError as error:
        found.problems.append(f"{backend}: {error.detail}")
        return 0
    taken = 0
    for review in reviews:
        try:
            receive_review(review, backend=backend, cause=cause)
            taken += 1
        except ProctoringError as error:
            logger.info("fetched review refused backend=%s error=%s", backend, error.code)
    return taken


def _unknown_exams() -> Iterator[Exam]:
    exams = Exam.objects.filter(is_active=True, is_proctored=True, external_id__isnull=True).exclude(backend="")
    for exam in exams.order_by("pk")[:MOST]:
        handle = get_registry().backend(exam.backend)
        if handle.available and Capability.EXAMS in handle.capabilities and not circuit.is_open(exam.backend):
            yield exam


def _introduced(exam: Exam, cause: Cause, found: Reconciled) -> bool:
    try:
        introduce(exam, exam.backend, cause)
    except ProctoringError as error:
        found.problems.append(f"exam {exam.pk}: {error.detail}")
    return bool(exam.external_id)


def _unknown_attempts(now: datetime) -> Sequence[Attempt]:
    """Those nobody is trying to register any more, though the vendor never said no."""
    waiting = Attempt.objects.whole().filter(
        status__in=PRE_STARTED,
        external_id__isnull=True,
        created__gte=now - ATTEMPTS_SINCE,
        live_key__isnull=False,
        forgotten_at__isnull=True,
    )
    attempts = [
        attempt for attempt in waiting.exclude(backend="").order_by("pk")[:MOST] if awaits_registration(attempt)
    ]
    keys = [registration_key(attempt.pk) for attempt in attempts]
    effects = {effect.key: effect for effect in Effect.objects.filter(key__in=keys)}
    return [attempt for attempt in attempts if _was_left(effects.get(registration_key(attempt.pk)))]


def _was_left(effect: Effect | None) -> bool:
    if effect is None:
        return True
    refused = effect.result.get("error_code") == RegistrationRefused.code
    return effect.state == EffectState.DEAD and not refused


def _registered(attempt: Attempt, cause: Cause) -> bool:
    """By the effect that was given up, or by one that is written now."""
    with transaction.atomic():
        effect = register(attempt, cause)
    return run_effect(effect.pk, force=True) == EffectState.DONE
