"""Log lines of keys and values, without what an address may tell about a person or a secret."""

import logging
import re
from datetime import UTC, datetime

from proctoring_host import correlation

QUERY = re.compile(r"\?[^\s\"']*")
AFTER_CALLBACK = re.compile(r"(callback/)(?!start_exam/)[^\s\"'?/]+")
AFTER_SEARCH = re.compile(r"(/search/)[^\s\"'?]+")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
PLAIN = (str, int, float, bool)


def cleaned(text: str) -> str:
    """Without query strings, the secret behind a callback's address, and what staff searched for."""
    for pattern, replacement in ((AFTER_CALLBACK, r"\1***"), (AFTER_SEARCH, r"\1***"), (QUERY, "?***")):
        text = pattern.sub(replacement, text)
    return text


class CleanPaths(logging.Filter):
    """Cleans the addresses of requests, which Django's loggers write down when they answer with an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django."):
            record.msg, record.args = cleaned(record.getMessage()), ()
        return True


class KeyFormatter(logging.Formatter):
    """`time=... level=... logger=... message key=value`, with the time in UTC.

    Keys are what our own loggers give as `extra`; those of Django hold whole requests.
    """

    def __init__(self) -> None:
        super().__init__("time=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        line = super().formatMessage(record)
        cause = correlation.current()
        if cause and "correlation=" not in line:
            line = f"{line} correlation={cause}"
        if record.name.startswith("django."):
            return line
        extra = ((key, value) for key, value in vars(record).items() if key not in STANDARD)
        return line + "".join(f" {key}={value}" for key, value in extra if isinstance(value, PLAIN))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's name
        return datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
