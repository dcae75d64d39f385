"""Counters for Prometheus, in its default registry, so that a site which exports that one has them too.

Loaded where the extra `metrics` is installed. Each process counts for itself unless PROMETHEUS_MULTIPROC_DIR names a
folder that they share.
"""

from prometheus_client import Counter, Histogram

from proctoring_host.observing import observers

CALLS = Counter("proctoring_backend_calls", "Calls of a hook of a backend.", ["backend", "hook", "outcome"])
SECONDS = Histogram(
    "proctoring_backend_call_seconds",
    "How long a hook of a backend took.",
    ["backend", "hook"],
    buckets=(0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30),
)
CALLBACKS = Counter("proctoring_callbacks", "Calls from vendors.", ["backend", "outcome"])


def start() -> None:
    """Once for each process."""
    if count_call not in observers.on_call:
        observers.on_call.append(count_call)
        observers.on_callback.append(count_callback)


def count_call(backend: str, hook: str, seconds: float, outcome: str) -> None:
    CALLS.labels(backend, hook, outcome).inc()
    SECONDS.labels(backend, hook).observe(seconds)


def count_callback(backend: str, accepted: bool) -> None:
    CALLBACKS.labels(backend, "accepted" if accepted else "refused").inc()
