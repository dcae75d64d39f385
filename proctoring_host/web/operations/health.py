"""Two addresses for load balancers and supervisors. Anybody may ask them, so they tell no names."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from proctoring_host.web.operations.readiness import readiness


@require_safe
@never_cache
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing else, so that a database that is away gets no process killed."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """503 only where no request could be answered: a late worker is no reason to send learners away."""
    checks = readiness(timezone.now())
    ready = all(check.ok for check in checks if check.needed)
    body = {"ready": ready, "checks": {check.name: "ok" if check.ok else "failing" for check in checks}}
    return JsonResponse(body, status=200 if ready else 503)
