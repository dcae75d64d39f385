"""Reads typed values out of JSON and form-encoded bodies alike; a wrong one is a 400 that names the field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from proctoring_host.errors import InvalidValue

TRUE = frozenset({"true", "1", "on", "yes"})
FALSE = frozenset({"false", "0", "off", "no", ""})
MISSING = object()
LARGEST_ID = 2**63 - 1


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
        return str(value)

    def optional_text(self, name: str) -> str | None:
        return None if self.values.get(name) is None else self.text(name)

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
        """A date and time; without an offset it is UTC."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            parsed = parse_datetime(str(value))
        except ValueError:
            parsed = None
        if parsed is None:
            text = _("%(field)s must be a date and time such as 2030-01-31T12:00:00Z.")
            raise InvalidValue(text % {"field": name}, field=name)
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
