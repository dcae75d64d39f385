"""The vendor's signature over a request.

The vendor computes it again from what it received, so one byte of difference makes it refuse.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


def http_date(moment: datetime) -> str:
    """The vendor's date format, with English names whatever the locale: `Wed, 15 Jul 2015 05:11:31 GMT`."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def canonical_body(body: Mapping[str, Any]) -> bytes:
    """What is signed in place of the JSON: a line per leaf, keys sorted.

    A leaf carries the key of the object it stands in, never the keys further out: that is the vendor's rule.
    """
    return "".join(f"{name}:{_text(value)}\n" for name, value in _leaves(body, "")).encode()


def signature(secret_key: str, *, content_type: str, date: str, body: Mapping[str, Any]) -> str:
    """The base64 text that follows the key's id in the `Authorization` header of a POST."""
    message = f"POST\n\n{content_type}\n{date}\n".encode() + canonical_body(body)
    return base64.b64encode(hmac.new(secret_key.encode(), message, hashlib.sha256).digest()).decode()


def _leaves(body: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key in sorted(body):
        yield from _of_value(body[key], own_key=key, name=prefix + key)


def _of_value(value: Any, *, own_key: str, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        yield from _leaves(value, f"{own_key}.")
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for index, item in enumerate(value):
            yield from _of_value(item, own_key=f"{own_key}.{index}", name=f"{own_key}.{index}")
    else:
        yield name, value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == "" or value:
        return str(value)
    return "null"
