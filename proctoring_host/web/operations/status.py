"""A page for staff of the site: what works, what waits, what was given up."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from proctoring_host.effects import numbers
from proctoring_host.effects.queries import backlog
from proctoring_host.registry import get_registry
from proctoring_host.web import policy
from proctoring_host.web.operations.readiness import readiness
from proctoring_host.web.pages.environment import page
from proctoring_host.web.pages.guard import signed_in_page

LETTERS = 20


@require_GET
@signed_in_page
def status(request: HttpRequest) -> HttpResponse:
    policy.require_global_staff(request.user)
    now = timezone.now()
    return page(
        request,
        "proctoring/status.html",
        title=_("State of the site"),
        checks=readiness(now),
        backends=get_registry().backends(),
        paused=set(numbers.paused_backends()),
        backlog=backlog(now),
        attempts=numbers.attempts_by_status(now),
        effects=numbers.open_effects(),
        letters=numbers.dead_letters(LETTERS),
    )
