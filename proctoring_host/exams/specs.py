"""What an exam is made from, checked field by field."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from proctoring_host.errors import InvalidValue
from proctoring_host.registry import course_keys

MAX_ID = 255
MAX_MINUTES = 365 * 24 * 60
# A year from either end of the calendar, so that the date can be shown in every zone and reckoned with.
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSpec:
    """An exam as its author set it. Ids may be text or opaque keys; without a backend the default one is taken."""

    course_id: object
    content_id: object
    exam_name: str
    time_limit_mins: int
    due_date: datetime | None = None
    is_proctored: bool = True
    is_practice_exam: bool = False
    external_id: str | None = None
    is_active: bool = True
    hide_after_due: bool = False
    backend: str | None = None


CHANGEABLE = frozenset(ExamSpec.__dataclass_fields__) - {"course_id", "content_id"}


def values_of(spec: ExamSpec) -> dict[str, Any]:
    """Checked values for the columns. Raises `InvalidValue`, which names the field."""
    return {name: _CHECKS[name](name, value) for name, value in asdict(spec).items()}


def changes_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Checked changes. None keeps what is there, except for `due_date`, which it clears.

    Raises `InvalidValue`, also for a field that an exam does not have or that cannot be changed.
    """
    if unknown := sorted(set(changes) - CHANGEABLE):
        raise InvalidValue(
            _("An exam has no {field} that could be changed.").format(field=unknown[0]), field=unknown[0]
        )
    given = {name: value for name, value in changes.items() if value is not None or name == "due_date"}
    return {name: _CHECKS[name](name, value) for name, value in given.items()}


def checked_course_id(field: str, value: object) -> str:
    """Raises `InvalidValue` for what is no course."""
    text = _checked_id(field, value)
    if course_keys.organisation_of(text) is None:
        raise InvalidValue(_("The id of the course has the wrong form."), field=field)
    return text


def _checked_id(field: str, value: object) -> str:
    """Content may be a usage key or a plain word: older courses and clients have both."""
    text = str(value) if value is not None else ""
    if not 0 < len(text) <= MAX_ID or text != text.strip() or "\x00" in text:
        raise InvalidValue(_("This must be an id of up to 255 characters without spaces around it."), field=field)
    return text


def _checked_name(field: str, value: object) -> str:
    if isinstance(value, str) and value.strip() and "\x00" not in value:
        return value
    raise InvalidValue(_("The exam must have a name."), field=field)


def _checked_minutes(field: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_MINUTES:
        return value
    raise InvalidValue(_("The time limit must be a whole number of minutes, up to a year."), field=field)


def _checked_due(field: str, value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidValue(_("The due date must be a time with its time zone."), field=field)
    if not EARLIEST <= value <= LATEST:
        raise InvalidValue(_("The due date must lie between the years 2 and 9998."), field=field)
    return value


def _checked_flag(field: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidValue(_("This must be true or false."), field=field)


def _checked_text(field: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and len(value) <= MAX_ID and "\x00" not in value):
        return value or None
    raise InvalidValue(_("This must be a text of up to 255 characters."), field=field)


_CHECKS: Mapping[str, Callable[[str, object], Any]] = {
    "course_id": checked_course_id,
    "content_id": _checked_id,
    "exam_name": _checked_name,
    "time_limit_mins": _checked_minutes,
    "due_date": _checked_due,
    "is_proctored": _checked_flag,
    "is_practice_exam": _checked_flag,
    "external_id": _checked_text,
    "is_active": _checked_flag,
    "hide_after_due": _checked_flag,
    "backend": _checked_text,
}
