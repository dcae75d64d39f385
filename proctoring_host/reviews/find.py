"""Which attempt a review is about."""

from django.utils.translation import gettext as _

from proctoring_host import conf, data
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
    attempts = Attempt.everything.select_related("exam").filter(backend=backend).exclude(backend="")
    found = None
    if not is_storable(review.attempt_code + review.external_id):
        attempts = attempts.none()
    if review.attempt_code:
        found = attempts.filter(code=review.attempt_code.upper()).first()
    elif review.external_id:
        # A vendor that gives an id twice means the newer attempt.
        found = attempts.filter(external_id=review.external_id).order_by("-id").first()
    if found is None:
        raise AttemptNotFound(_("There is no such attempt at this backend."))
    return found


def _fits(attempt: Attempt, external_id: str) -> bool:
    if conf.get().allow_callback_simulation:
        return True
    return (attempt.external_id or "").casefold() == external_id.casefold()
