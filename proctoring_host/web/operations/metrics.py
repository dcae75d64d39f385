"""`/metrics` for Prometheus: for staff, and for whoever has the token."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from proctoring_host import conf
from proctoring_host.effects import numbers
from proctoring_host.effects.queries import backlog


@require_safe
@never_cache
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """404 where the extra `metrics` is not installed."""
    if find_spec("prometheus_client") is None:
        return HttpResponse("Install the extra: metrics\n", status=404, content_type="text/plain")
    if not _may_read(request):
        return HttpResponse("For staff, or with the token.\n", status=403, content_type="text/plain")
    import prometheus_client  # noqa: PLC0415  an extra

    text = b"".join(prometheus_client.generate_latest(registry) for registry in _registries())
    return HttpResponse(text, content_type=prometheus_client.CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = conf.get().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and constant_time_compare(given, token):
        return True
    return bool(getattr(getattr(request, "user", None), "is_staff", False))


def _registries() -> Iterator[Any]:
    """What this process, or all that share a folder, counted; then what the database says."""
    from prometheus_client import REGISTRY, CollectorRegistry, multiprocess  # noqa: PLC0415

    counted = REGISTRY
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder and Path(folder).is_dir():
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    kept = CollectorRegistry()
    kept.register(_Database())
    yield counted
    yield kept


class _Database:
    """Numbers of the whole site, asked for with each scrape."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        now = timezone.now()
        attempts = GaugeMetricFamily("proctoring_attempts", "Attempts by status.", labels=["status"])
        oldest = GaugeMetricFamily(
            "proctoring_attempt_age_seconds", "How long the longest unchanged attempt has been so.", labels=["status"]
        )
        for count in numbers.attempts_by_status(now):
            attempts.add_metric([count.status], count.number)
            oldest.add_metric([count.status], count.oldest_seconds)
        effects = GaugeMetricFamily("proctoring_effects", "Effects not done.", labels=["kind", "state"])
        for kind, state, number in numbers.open_effects():
            effects.add_metric([kind, state], number)
        paused = GaugeMetricFamily("proctoring_backend_paused", "Vendors left alone just now.", labels=["backend"])
        for name in numbers.paused_backends():
            paused.add_metric([name], 1)
        yield from (attempts, oldest, effects, paused)
        waiting = backlog(now)
        yield GaugeMetricFamily("proctoring_effects_overdue", "Effects overdue.", value=waiting.overdue)
        text = "How long the oldest of them is."
        yield GaugeMetricFamily("proctoring_effects_oldest_seconds", text, value=waiting.oldest_age_seconds)
