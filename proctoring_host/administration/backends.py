"""The configured backends, how they do, and their circuit breakers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proctoring_host.administration.base import ReadOnly
from proctoring_host.data import CheckLevel, Failure
from proctoring_host.effects.circuit import close
from proctoring_host.models import Circuit, Effect, EffectState
from proctoring_host.registry import Registry, get_registry
from proctoring_host.registry.handles import BackendHandle

OPEN = (EffectState.PENDING, EffectState.RUNNING, EffectState.DEAD)
LAST_ERRORS, LOOKED_AT = 3, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendState:
    """`paused_until` is set while the vendor is left alone; `errors` are the last of what waits or was given up."""

    handle: BackendHandle
    is_default: bool
    failed_calls: int
    paused_until: datetime | None
    waiting: int
    given_up: int
    errors: Sequence[Effect]

    @property
    def capabilities(self) -> Sequence[str]:
        return sorted(capability.value for capability in self.handle.capabilities)


def backend_states(registry: Registry) -> list[BackendState]:
    """In the order of the settings. Three queries, however many there are."""
    circuits = {circuit.backend: circuit for circuit in Circuit.objects.all()}
    numbers, errors = _numbers(), _last_errors()
    return [
        BackendState(
            handle=handle,
            is_default=handle.name == registry.default_backend,
            failed_calls=circuits[handle.name].failures if handle.name in circuits else 0,
            paused_until=circuits[handle.name].open_until if handle.name in circuits else None,
            waiting=numbers[handle.name, EffectState.PENDING] + numbers[handle.name, EffectState.RUNNING],
            given_up=numbers[handle.name, EffectState.DEAD],
            errors=errors[handle.name],
        )
        for handle in registry.backends()
    ]


def other_failures(registry: Registry) -> list[Failure]:
    """Of plugins that are no configured backend."""
    shown = {handle.failure for handle in registry.backends()}
    return [failure for failure in registry.failures if failure not in shown]


def _numbers() -> Counter[tuple[str, str]]:
    rows = Effect.objects.filter(state__in=OPEN).order_by().values_list("backend", "state")
    return Counter({(backend, state): number for backend, state, number in rows.annotate(number=Count("pk"))})


def _last_errors() -> Mapping[str, list[Effect]]:
    found: dict[str, list[Effect]] = defaultdict(list)
    failed = Effect.objects.filter(state__in=OPEN).exclude(last_error="").select_related("attempt").order_by("-pk")
    for effect in failed[:LOOKED_AT]:
        if len(found[effect.backend]) < LAST_ERRORS:
            found[effect.backend].append(effect)
    return found


class CircuitAdmin(ReadOnly):
    list_display = ("backend", "failures", "trips", "open_until", "changed_at")
    actions = ("close_circuits",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("backends/", wrap(self.backends_view), name="proctoring_backends"),
            path("doctor/", wrap(self.doctor_view), name="proctoring_doctor"),
            *super().get_urls(),
        ]

    @admin.action(
        description=gettext_lazy("Call the vendors of the selected backends again now"), permissions=("change",)
    )
    def close_circuits(self, request: HttpRequest, queryset: QuerySet[Circuit]) -> None:
        closed = sum(close(backend, timezone.now()) for backend in queryset.values_list("backend", flat=True))
        text = ngettext("%(number)s circuit breaker was closed.", "%(number)s circuit breakers were closed.", closed)
        self.message_user(request, text % {"number": closed}, messages.SUCCESS)

    def backends_view(self, request: HttpRequest) -> HttpResponse:
        registry = get_registry()
        states, failures = backend_states(registry), other_failures(registry)
        return self._page(request, "backends", _("Backends"), states=states, failures=failures)

    def doctor_view(self, request: HttpRequest) -> HttpResponse:
        """What the command of the same name says; it calls no vendor."""
        # It looks at everything, also at this package, so it cannot be imported with it.
        from proctoring_host.management.subcommands.doctor import examine  # noqa: PLC0415

        found = [finding for finding in examine() if finding.level is not CheckLevel.INFO]
        return self._page(request, "doctor", _("What the doctor says"), findings=found)

    def _page(self, request: HttpRequest, name: str, title: str, **values: object) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **values}
        return TemplateResponse(request, f"admin/proctoring/circuit/{name}.html", context)
