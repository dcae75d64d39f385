"""Runs a transaction again that the database ended so that others could go on."""

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

# MySQL and MariaDB: a deadlock; a row that changed since the transaction's first look.
NUMBERS = frozenset({1213, 1020})
# PostgreSQL: a serialization failure; a deadlock.
STATES = frozenset({"40001", "40P01"})
# Seconds, each the most that is waited before another try; spread, so that the same ones do not meet again.
PAUSES = (0.02, 0.05, 0.1, 0.3, 0.6)


def retried(work: Callable[P, T]) -> Callable[P, T]:
    """For a function whose only effect is one transaction: nothing of it is left, so it can be run again as it was.

    Within a surrounding transaction the error goes on to where that one began. The last try's error is raised.
    """

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for pause in PAUSES:
            try:
                return work(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not was_victim(error):
                    raise
            logger.info("transaction repeated work=%s", work.__qualname__)
            time.sleep(random.uniform(0, pause))  # noqa: S311  no secret
        return work(*args, **kwargs)

    return run


def was_victim(error: OperationalError) -> bool:
    """Whether the database undid the whole transaction for the sake of others."""
    cause = error.__cause__
    number = cause.args[0] if cause is not None and cause.args else None
    return getattr(cause, "sqlstate", None) in STATES or number in NUMBERS
