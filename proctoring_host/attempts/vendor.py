"""What attempts ask of their vendor directly: removal, which has to be known before the next step."""

import logging

from django.utils.translation import gettext as _

from proctoring_host.attempts.queries import attempt_data
from proctoring_host.errors import BackendError, RemovalFailed
from proctoring_host.models import Attempt
from proctoring_host.registry import calls

logger = logging.getLogger(__name__)


def remove_at_vendor(attempt: Attempt) -> None:
    """Never within a transaction. Raises `RemovalFailed`; an attempt that no vendor knows needs no call."""
    if not attempt.backend or not attempt.external_id:
        return
    try:
        gone = calls.remove_attempt(attempt.backend, attempt_data(attempt))
    except BackendError as error:
        raise _failed(attempt, error.vendor_status) from error
    if not gone:
        raise _failed(attempt)


def remove_quietly(attempt: Attempt) -> None:
    """The same for a learner, whose next step must not depend on the vendor."""
    try:
        remove_at_vendor(attempt)
    except RemovalFailed as failed:
        logger.warning(
            "attempt left at vendor attempt=%s backend=%s cause=%s",
            attempt.pk,
            attempt.backend,
            type(failed.__cause__).__name__,
        )


def _failed(attempt: Attempt, vendor_status: int | None = None) -> RemovalFailed:
    text = _(
        "The proctoring backend %(backend)s could not remove the attempt %(code)s, so it stays here too. "
        "Try again later."
    )
    values = {"backend": attempt.backend, "code": attempt.code}
    return RemovalFailed(text % values, backend=attempt.backend, vendor_status=vendor_status)
