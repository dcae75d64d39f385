"""Counters for Prometheus, in its default registry, so that a site which exports that one has them too.

Loaded where the extra `metrics` is installed. Each process counts for itself unless PROMETHEUS_MULTIPROC_DIR names a
folder that they share. Whatever is wrong with that folder, calls and callbacks go on uncounted.
"""

import logging
import os
from pathlib import Path

from prometheus_client import Counter, Histogram

from proctoring_host.observing import observers

logger = logging.getLogger(__name__)

CALLS = Counter("proctoring_backend_calls", "Calls of a hook of a backend.", ["backend", "hook", "outcome"])
SECONDS = Histogram(
    "proctoring_backend_call_seconds",
    "How long a hook of a backend took.",
    ["backend", "hook"],
    buckets=(0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30),
)
CALLBACKS = Counter("proctoring_callbacks", "Calls from vendors.", ["backend", "outcome"])


def start() -> None:
    """Once for each process; nothing is counted where the folder cannot be used."""
    if _has_place() and count_call not in observers.on_call:
        observers.on_call.append(count_call)
        observers.on_callback.append(count_callback)


def shared_folder() -> Path | None:
    """The folder in which all processes count; None where each counts for itself."""
    name = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    return Path(name) if name else None


def count_call(backend: str, hook: str, seconds: float, outcome: str) -> None:
    try:
        CALLS.labels(backend, hook, outcome).inc()
        SECONDS.labels(backend, hook).observe(seconds)
    except OSError as error:
        _uncounted(error)


def count_callback(backend: str, accepted: bool) -> None:
    try:
        CALLBACKS.labels(backend, "accepted" if accepted else "refused").inc()
    except OSError as error:
        _uncounted(error)


def _has_place() -> bool:
    """The library makes files when something is counted first, which is no time to fail."""
    folder = shared_folder()
    if folder is None:
        return True
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        logger.error("nothing is counted: PROMETHEUS_MULTIPROC_DIR cannot be used error=%s", error.strerror)
        return False
    return True


def _uncounted(error: OSError) -> None:
    logger.warning("not counted: PROMETHEUS_MULTIPROC_DIR cannot be written error=%s", error.strerror)
