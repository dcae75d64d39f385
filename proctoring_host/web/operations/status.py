"""A page for staff of the site: what works, what waits, what was given up."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from proctoring_host.command_line import on_command_line
from proctoring_host.effects import numbers
from proctoring_host.effects.queries import backlog
from proctoring_host.models import Attempt, EffectState
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
        attempts=[(count, _age(count, now)) for count in numbers.attempts_by_status(now)],
        effects=[(kind, EffectState(state).label, number) for kind, state, number in numbers.open_effects()],
        retry_command=on_command_line("proctoring effects retry"),
        letters=[(effect, _page_of(effect.attempt)) for effect in numbers.dead_letters(LETTERS)],
    )


def _age(count: numbers.StatusCount, now: datetime) -> str:
    """In words: what was finished long ago has not changed for days."""
    return timesince(now - timedelta(seconds=count.oldest_seconds), now)


def _page_of(attempt: Attempt | None) -> str:
    """Empty for no attempt, and where a platform has pages of its own."""
    if attempt is None:
        return ""
    try:
        return reverse("proctoring-pages:staff-attempt", args=[attempt.pk])
    except NoReverseMatch:
        return ""
