"""Every secret of this installation that is known, so that none is printed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from proctoring_host import conf

NAMED_LIKE_A_SECRET = re.compile(r"secret|password|token|credential|key", re.IGNORECASE)
SHORTEST = 6


def known_secrets() -> tuple[str, ...]:
    """Longest first, so that a secret which contains another is masked whole."""
    settings = conf.get()
    found = {*_in_mapping(settings.backends), settings.user_obfuscation_key, _database_password()}
    return tuple(sorted((secret for secret in found if len(secret) >= SHORTEST), key=len, reverse=True))


def _in_mapping(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _in_mapping(value)
        elif isinstance(value, str) and NAMED_LIKE_A_SECRET.search(str(key)):
            yield value


def _database_password() -> str:
    return str(connection.settings_dict.get("PASSWORD") or "")
