"""The id that follows one cause through requests, effects, vendor calls and log lines."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
# W3C trace context: version, trace id, parent id, flags.
TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str] = ContextVar("proctoring_correlation", default="")


def current() -> str:
    """Empty where nothing is being done for anybody."""
    return _current.get()


@contextmanager
def following(correlation_id: str) -> Iterator[None]:
    """What is done meanwhile in this thread is done for this cause."""
    token = _current.set(correlation_id)
    try:
        yield
    finally:
        _current.reset(token)


def given(request_id: str, traceparent: str) -> str:
    """The caller's own id where it is harmless text, else the trace's; empty where there is neither."""
    if WELL_FORMED.match(request_id):
        return request_id
    trace = TRACEPARENT.match(traceparent)
    return trace[1] if trace else ""
