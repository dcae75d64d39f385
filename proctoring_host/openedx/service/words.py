"""What callers give as text, checked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import InvalidValue


def status_of(word: str) -> Status:
    """Raises `InvalidValue`."""
    try:
        return Status(word)
    except ValueError:
        text = _("%(word)s is no status of an attempt. There are: %(known)s.")
        known = ", ".join(Status)
        raise InvalidValue(text % {"word": str(word)[:40], "known": known}, field="to_status") from None


def ids_of(given: Iterable[int | str]) -> list[int]:
    """Numbers, also as text. Raises `InvalidValue`."""
    try:
        return [int(each) for each in given]
    except (TypeError, ValueError):
        raise InvalidValue(_("The ids of exams must be whole numbers."), field="exam_ids") from None
