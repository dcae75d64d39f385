"""How often something may happen."""

import re
from dataclasses import dataclass

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_FORM = re.compile(rf"\s*([1-9][0-9]{{0,8}})\s*/\s*({'|'.join(UNITS)})s?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times within so many seconds."""

    limit: int
    seconds: int


def parse_rate(text: str) -> Rate:
    """From a text such as `600/minute`. Raises `ValueError`."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"A rate is a number from 1 up, a slash and one of {', '.join(UNITS)}.")
    return Rate(int(found[1]), UNITS[found[2]])
