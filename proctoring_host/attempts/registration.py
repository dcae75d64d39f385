"""What became of the registration of an attempt at its vendor, seen from the request that asked for it."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from proctoring_host import conf
from proctoring_host.attempts.insert import registration_key
from proctoring_host.attempts.queries import awaits_registration, get_attempt
from proctoring_host.domain.screens import RegistrationState
from proctoring_host.effects.inline import carry_out
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendPaused,
    BackendUnavailable,
    BackendUnreachable,
    RegistrationRefused,
)
from proctoring_host.models import Attempt, Effect, EffectState
from proctoring_host.registry import get_registry

logger = logging.getLogger(__name__)

ERRORS: dict[str, type[BackendError]] = {
    error.code: error for error in (BackendUnavailable, BackendPaused, BackendAnswerInvalid, RegistrationRefused)
}
FAILED = gettext_noop(
    "Attempt %(code)s could not be registered for proctoring with %(vendor)s; "
    "nothing is lost, so please try again in a moment or later."
)
PAUSED = gettext_noop(
    "%(vendor)s does not answer at the moment. Attempt %(code)s is kept and will be registered as soon as it does; "
    "you can go on later."
)
# Also what an operator has discarded: without it the learner could neither take the exam nor begin anew.
UNFINISHED = frozenset({EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD, EffectState.DISCARDED})


def registered(attempt: Attempt, *, again: bool) -> Attempt:
    """The attempt with what its registration brought; raises a `BackendError` when that failed.

    `again` gives a registration that failed before another chance, at once. One that is running somewhere is left
    alone, and so is one whose commit is still to come: then the attempt is returned without the vendor's id. So it is
    when the vendor takes longer than a request waits; the answer is kept when it comes.
    """
    if transaction.get_connection().in_atomic_block:
        return attempt
    attempt = get_attempt(attempt.pk)
    if not awaits_registration(attempt):
        return attempt
    effect = Effect.objects.filter(key=registration_key(attempt.pk)).first()
    if effect is None:
        return attempt
    if again and effect.state in UNFINISHED and conf.get().effects_inline:
        # A lease keeps it from running twice, unless the process that held the lease is gone.
        carry_out(effect.pk, force=True, first=True)
        effect.refresh_from_db()
        attempt = get_attempt(attempt.pk)
    if awaits_registration(attempt) and effect.state != EffectState.RUNNING and "error_code" in effect.result:
        raise _failed(attempt, effect)
    return attempt


def registration_state(attempt: Attempt) -> RegistrationState:
    """What became of it so far; no query once the vendor knows the attempt."""
    if not awaits_registration(attempt):
        return RegistrationState.DONE
    effect = Effect.objects.filter(key=registration_key(attempt.pk)).first()
    failed = effect is not None and effect.state != EffectState.RUNNING and "error_code" in effect.result
    return RegistrationState.FAILED if failed else RegistrationState.WAITING


def _failed(attempt: Attempt, effect: Effect) -> BackendError:
    """The vendor's error as far as the effect kept it, in words for learners: those for operators are in the log."""
    logger.warning(
        "registration failed attempt=%s backend=%s effect=%s error=%s: %s",
        attempt.code,
        attempt.backend,
        effect.pk,
        effect.result["error_code"],
        effect.last_error,
    )
    paused = effect.result["error_code"] == BackendPaused.code
    text = PAUSED if paused else FAILED
    vendor = get_registry().backend(attempt.backend).verbose_name
    detail = _(text) % {"code": attempt.code, "vendor": vendor or attempt.backend}
    status = effect.result["http_status"]
    kind = ERRORS.get(effect.result["error_code"], BackendUnreachable)
    error = kind(detail, backend=attempt.backend, vendor_status=status if kind is RegistrationRefused else None)
    error.http_status = status
    return error
