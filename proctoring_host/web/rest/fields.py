"""Reads typed values out of JSON and form-encoded bodies alike; a wrong one is a 400 that names the field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from proctoring_host.domain.words import is_storable
from proctoring_host.errors import InvalidValue, ProctoringError

TRUE = frozenset({"true", "1", "on", "yes"})
FALSE = frozenset({"false", "0", "off", "no", ""})
MISSING = object()
LARGEST_ID = 2**63 - 1
MOST_WORDS = 1000


def body_of(request: Request) -> "Fields":
    """The body as fields. A list, a number or text where an object belongs is refused."""
    if not isinstance(request.data, Mapping):
        raise InvalidValue(_("The body must be an object with named fields."))
    return Fields(request.data)


def query_of(request: Request) -> "Fields":
    """The query's fields; of one that is given twice, the last."""
    return Fields(request.query_params.dict())


class Fields:
    """One method for each type a field may have."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def required(self, name: str) -> Any:
        value = self.values.get(name)
        if value is None:
            raise InvalidValue(_("%(field)s is required.") % {"field": name}, field=name)
        return value

    def text(self, name: str, default: Any = MISSING) -> str:
        value = self.required(name) if default is MISSING else self.values.get(name, default)
        if value is None and default is not MISSING:
            return str(default)
        if isinstance(value, bool | Mapping | list):
            raise InvalidValue(_("%(field)s must be text.") % {"field": name}, field=name)
        text = str(value)
        if not is_storable(text):
            raise InvalidValue(_("%(field)s holds a character that no text may have.") % {"field": name}, field=name)
        return text

    def person(self, name: str) -> int | str:
        """Who is meant: a number is an id, a text may be more."""
        return self.integer(name) if isinstance(self.values.get(name), int) else self.text(name)

    def optional_text(self, name: str) -> str | None:
        return None if self.values.get(name) is None else self.text(name)

    def people(self, name: str) -> list[int | str]:
        """A list, or a text of several words between commas, of which the last may be empty; a form may repeat it.

        What is a number in JSON stays one. More than `MOST_WORDS` are refused: each of them is looked up.
        """
        self.required(name)
        several = self.values.getlist(name) if isinstance(self.values, QueryDict) else self.values[name]
        items = several if isinstance(several, list) else [several]
        if not all(_is_word(item) for item in items):
            text = _("%(field)s must be a list, or a text with commas between its words.")
            raise InvalidValue(text % {"field": name}, field=name)
        words = [word for item in items for word in _split(item)]
        if len(words) > MOST_WORDS:
            text = _("%(field)s holds more than %(most)d entries.")
            raise InvalidValue(text % {"field": name, "most": MOST_WORDS}, field=name)
        return words

    def words(self, name: str) -> list[str]:
        """The same as text."""
        return [str(word) for word in self.people(name)]

    def integers(self, name: str) -> list[int]:
        """Like `words`, for ids."""
        return [Fields({name: word}).integer(name) for word in self.words(name)]

    def integer(self, name: str) -> int:
        value = self.required(name)
        try:
            number = int(str(value)) if not isinstance(value, bool | float) else None
        except ValueError:
            number = None
        if number is None or not 0 <= number <= LARGEST_ID:
            raise InvalidValue(_("%(field)s must be a whole number from 0 up.") % {"field": name}, field=name)
        return number

    def optional_integer(self, name: str) -> int | None:
        return None if self.values.get(name) in (None, "") else self.integer(name)

    def boolean(self, name: str, default: Any = MISSING) -> bool:
        """True, false, and the words for them that forms and older clients send."""
        value = self.required(name) if default is MISSING else self.values.get(name, default)
        word = str(value).strip().lower()
        if word in TRUE or word in FALSE:
            return word in TRUE
        raise InvalidValue(_("%(field)s must be true or false.") % {"field": name}, field=name)

    def moment(self, name: str) -> datetime | None:
        """A date and time in UTC; without an offset it is taken for UTC."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            parsed = _in_utc(parse_datetime(str(value)))
        except (ValueError, OverflowError):
            # Of a date at the edge of the calendar there may be no such time in UTC.
            parsed = None
        if parsed is None:
            text = _("%(field)s must be a date and time such as 2030-01-31T12:00:00Z.")
            raise InvalidValue(text % {"field": name}, field=name)
        return parsed


class FieldErrors(ProctoringError):
    """Everything that is wrong with a body, field by field; `field` is the first of them.

    `by_field` is written into the answer beside `detail`, and may be keyed by the index of a row.
    """

    def __init__(self, by_field: Mapping[str, Any], detail: str, *, code: str = "invalid", status: int = 400) -> None:
        super().__init__(detail, field=next(iter(by_field), None))
        self.by_field = dict(by_field)
        self.code = code
        self.http_status = status


class Checked:
    """Reads field after field, and remembers what was wrong with each."""

    def __init__(self) -> None:
        self.problems: dict[str, Sequence[str]] = {}

    def __call__(self, read: Callable[[str], Any], name: str) -> Any:
        try:
            return read(name)
        except InvalidValue as wrong:
            self.problems[name] = [wrong.detail]
            return None

    def refuse(self) -> None:
        """Raises `FieldErrors` when anything was wrong."""
        if self.problems:
            raise FieldErrors(self.problems, " ".join(text for texts in self.problems.values() for text in texts))


def _in_utc(parsed: datetime | None) -> datetime | None:
    if parsed is None:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _split(item: int | str) -> list[int | str]:
    return [item] if isinstance(item, int) else [word for part in item.split(",") if (word := part.strip())]


def _is_word(item: object) -> bool:
    return is_storable(item) if isinstance(item, str) else isinstance(item, int) and not isinstance(item, bool)
