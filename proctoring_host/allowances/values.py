"""Reads and checks the values of allowances."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from proctoring_host.errors import AllowanceInvalid
from proctoring_host.models import AllowanceKey

MAX_MINUTES = 365 * 24 * 60
MAX_MULTIPLIER = 1000
MAX_TEXT = 255
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")


def minutes_of(value: str) -> int | None:
    """Whole minutes up to a year, or None."""
    minutes = int(value) if _DIGITS.fullmatch(value) else -1
    return minutes if 0 <= minutes <= MAX_MINUTES else None


def multiplier_of(value: str) -> Decimal | None:
    """A number from 1 to 1000 in plain decimals, or None."""
    number = Decimal(value) if _NUMBER.fullmatch(value) else Decimal(0)
    return number if 1 <= number <= MAX_MULTIPLIER else None


def checked_key(key: object) -> str:
    """Any word that fits the column: keys of older installations are kept. Raises `AllowanceInvalid`."""
    if isinstance(key, str) and 0 < len(key.strip()) <= MAX_TEXT:
        return key.strip()
    raise AllowanceInvalid(_("The kind of allowance is missing or too long."), field="allowance_type")


def checked_value(key: str, value: object) -> str:
    """The value as it is stored. Numbers may come as numbers or as text. Raises `AllowanceInvalid`."""
    text = "" if isinstance(value, bool) or not isinstance(value, str | int | float) else str(value).strip()
    if key == AllowanceKey.ADDITIONAL_TIME:
        return _checked_minutes(text)
    if key == AllowanceKey.TIME_MULTIPLIER:
        return _checked_multiplier(text)
    if 0 < len(text) <= MAX_TEXT and "\x00" not in text:
        return text
    raise AllowanceInvalid(_("The value must be a text of up to 255 characters."), field="allowance_value")


def _checked_minutes(text: str) -> str:
    minutes = minutes_of(text)
    if minutes is None:
        problem = _("The additional time must be a whole number of minutes, up to a year.")
        raise AllowanceInvalid(problem, field="allowance_value")
    return str(minutes)


def _checked_multiplier(text: str) -> str:
    multiplier = multiplier_of(text)
    if multiplier is None:
        problem = _("The time multiplier must be a number from 1 to 1000, for example 1.5.")
        raise AllowanceInvalid(problem, field="allowance_value")
    return f"{multiplier.normalize():f}"
