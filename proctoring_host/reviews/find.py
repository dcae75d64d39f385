"""Which attempt a review is about."""

from django.utils.translation import gettext as _

from proctoring_host import conf, data
from proctoring_host.attempts import queries
from proctoring_host.attempts.change import settle_locked
from proctoring_host.attempts.locks import lock
from proctoring_host.cause import Cause
from proctoring_host.domain.words import is_storable
from proctoring_host.errors import AttemptNotFound, ExamNotProctored, ReviewRefused
from proctoring_host.models import Attempt


def attempt_of(review: data.Review, backend: str, cause: Cause) -> Attempt:
    """The attempt of this backend, locked, settled, removed ones included; to be called within a transaction.

    Raises `AttemptNotFound`, `ReviewRefused` when the vendor's id does not belong to the code, `ExamNotProctored`.
    """
    found = _found(review, backend)
    if review.attempt_code and review.external_id and not _fits(found, review.external_id):
        raise ReviewRefused(_("The review names an attempt and a vendor's id that do not belong together."))
    if not found.exam.is_proctored:
        raise ExamNotProctored(_("The exam of this attempt is no longer proctored."))
    attempt = lock(found.pk)
    # A clock that had run out before the review came is looked at first, as everywhere.
    settle_locked(attempt, cause)
    return attempt


def _found(review: data.Review, backend: str) -> Attempt:
    """By the code, else by the vendor's id; a vendor that gives an id twice means the newer attempt."""
    nobody = AttemptNotFound(_("There is no such attempt at this backend."))
    if not backend or not is_storable(review.external_id):
        raise nobody
    try:
        if not review.attempt_code:
            return queries.attempt_by_external_id(backend, review.external_id, removed_too=True)
        found = queries.attempt_by_code(review.attempt_code, removed_too=True)
    except AttemptNotFound:
        raise nobody from None
    if found.backend != backend:
        raise nobody
    return found


def _fits(attempt: Attempt, external_id: str) -> bool:
    if conf.get().allow_callback_simulation:
        return True
    return (attempt.external_id or "").casefold() == external_id.casefold()
