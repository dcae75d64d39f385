"""Removal at the vendor: at once, where its success has to be known before the next step, or later."""

from hashlib import sha256

from django.utils.translation import gettext as _

from proctoring_host.attempts.queries import attempt_data
from proctoring_host.cause import Cause
from proctoring_host.effects.asking import STAFF_SECONDS, asking
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.errors import BackendError, RemovalFailed
from proctoring_host.models import Attempt
from proctoring_host.registry import calls


def remove_at_vendor(attempt: Attempt) -> None:
    """Never within a transaction. Raises `RemovalFailed`, at once where the vendor is left alone just now.

    An attempt that no vendor knows needs no call.
    """
    if not attempt.backend or not attempt.external_id:
        return
    try:
        with asking(attempt.backend, STAFF_SECONDS, surely=True):
            gone = calls.remove_attempt(attempt.backend, attempt_data(attempt))
    except BackendError as error:
        raise _failed(attempt, error.vendor_status) from error
    if not gone:
        raise _failed(attempt)


def remove_later(attempt: Attempt, cause: Cause, external_id: str | None = None) -> None:
    """The same after the commit, as often as it takes: what comes next here must not depend on the vendor.

    Within a transaction. `external_id` is an id that the attempt itself does not have.
    """
    known_as = external_id or attempt.external_id
    if not attempt.backend or not known_as:
        return
    enqueue(
        Kind.VENDOR_REMOVE,
        key=f"remove:{attempt.pk}:{sha256(known_as.encode()).hexdigest()[:32]}",
        lane=f"attempt:{attempt.pk}",
        payload={"external_id": known_as},
        attempt=attempt,
        backend=attempt.backend,
        cause=cause,
    )


def _failed(attempt: Attempt, vendor_status: int | None = None) -> RemovalFailed:
    text = _(
        "The proctoring backend %(backend)s could not remove the attempt %(code)s, so it stays here too. "
        "Try again later."
    )
    values = {"backend": attempt.backend, "code": attempt.code}
    return RemovalFailed(text % values, backend=attempt.backend, vendor_status=vendor_status)
