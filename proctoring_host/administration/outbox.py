"""The outbox and incidents: to look at, to retry, to discard."""

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proctoring_host.administration.base import ReadOnly
from proctoring_host.administration.filters import BackendFilter, KindOfEffectFilter
from proctoring_host.effects.inline import carry_out
from proctoring_host.effects.states import discard
from proctoring_host.models import Attempt, Effect, EffectState

MOST = 100
"""At a time: each of them may call a vendor."""


class EffectAdmin(ReadOnly):
    list_display = ("id", "kind", "state", "backend", "tries", "created", "next_at", "last_error")
    list_filter = ("state", KindOfEffectFilter, BackendFilter)
    search_fields = ("key",)
    search_help_text = gettext_lazy("A key, or the code of an attempt, as a whole.")
    list_per_page = MOST
    actions = ("retry", "discard")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Effect], search_term: str
    ) -> tuple[QuerySet[Effect], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        attempts = list(Attempt.everything.filter(code__in=(term, term.upper())).values_list("pk", flat=True))
        return queryset.filter(Q(key=term) | Q(attempt__in=attempts)), False

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


class IncidentAdmin(ReadOnly):
    list_display = ("reference", "kind", "backend", "exam", "attempt_id", "user", "at")
    list_filter = ("kind", BackendFilter)
    search_fields = ("reference__startswith", "correlation_id__exact")
    search_help_text = gettext_lazy("A reference number or its beginning, or a correlation id as a whole.")
    list_select_related = ("exam", "user")
    list_per_page = MOST
