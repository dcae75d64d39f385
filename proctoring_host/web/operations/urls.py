"""Mounted by the standalone host; a platform may mount them where it likes."""

from django.urls import path

from proctoring_host.web.operations.health import healthz, readyz
from proctoring_host.web.operations.metrics import metrics
from proctoring_host.web.operations.status import status

app_name = "proctoring-operations"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("staff/status/", status, name="status"),
]
