"""The outbox and incidents in Django's administration: to look at, to retry, to discard; nothing can be edited."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proctoring_host.effects.inline import carry_out
from proctoring_host.effects.states import discard
from proctoring_host.models import Circuit, Effect, EffectState, Incident

MOST = 100
"""At a time: each of them may call a vendor."""


class Unchangeable(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that processes write. Who may change them may use the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]


@admin.register(Effect)
class EffectAdmin(Unchangeable):
    list_display = ("id", "kind", "state", "backend", "tries", "next_at", "last_error", "created")
    list_filter = ("state", "kind", "backend")
    search_fields = ("key", "attempt__code", "correlation_id")
    ordering = ("-id",)
    list_select_related = ()
    list_per_page = MOST
    show_full_result_count = False
    actions = ("retry", "discard")

    @admin.action(description=gettext_lazy("Try the selected effects again now"), permissions=("change",))
    def retry(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        chosen = list(queryset.order_by("id").values_list("pk", flat=True)[:MOST])
        for effect_id in chosen:
            carry_out(effect_id, force=True)
        done = Effect.objects.filter(pk__in=chosen, state=EffectState.DONE).count()
        text = ngettext("%(done)s of %(all)s effect is done.", "%(done)s of %(all)s effects are done.", len(chosen)) % {
            "done": done,
            "all": len(chosen),
        }
        self.message_user(request, text, messages.SUCCESS if done == len(chosen) else messages.WARNING)

    @admin.action(description=gettext_lazy("Discard the selected effects for good"), permissions=("change",))
    def discard(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        chosen = list(queryset.values_list("pk", flat=True)[:MOST])
        gone = sum(discard(effect_id) for effect_id in chosen)
        text = _("%(gone)s of %(all)s were discarded; what is done or running stays as it is.")
        level = messages.SUCCESS if gone == len(chosen) else messages.WARNING
        self.message_user(request, text % {"gone": gone, "all": len(chosen)}, level)


@admin.register(Circuit)
class CircuitAdmin(Unchangeable):
    list_display = ("backend", "failures", "trips", "open_until", "changed_at")


@admin.register(Incident)
class IncidentAdmin(Unchangeable):
    list_display = ("reference", "kind", "backend", "exam", "attempt_id", "user", "at")
    list_filter = ("kind", "backend")
    search_fields = ("reference", "correlation_id")
    ordering = ("-id",)
    list_select_related = ("exam", "user")
    list_per_page = MOST
    show_full_result_count = False
