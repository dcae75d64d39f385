"""What all screens have in common: nothing is counted, sorted or searched that no index helps with."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from proctoring_host import correlation
from proctoring_host.cause import Cause, new_correlation_id
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ProctoringError

MOST_COUNTED = 10_000
REFUSAL = "_proctoring_refusal"


def cause_of(request: HttpRequest, reason: str = "") -> Cause:
    """Who asks, when and why."""
    return Cause(
        actor=Actor.STAFF,
        at=timezone.now(),
        user_id=request.user.pk,
        reason=reason,
        correlation_id=correlation.current() or new_correlation_id(),
    )


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody pages: a table of millions is not read to its end for a number."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list[:MOST_COUNTED].count())  # type: ignore[attr-defined, index, unused-ignore]


class Screen(admin.ModelAdmin):  # type: ignore[type-arg]
    """The newest first, and in no other order.

    Where a platform makes each request one transaction, these views are left out: use cases have their own, and what
    an action tries again may call a vendor.
    """

    list_per_page = 50
    ordering = ("-id",)
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()

    class Media:
        css = {"all": ["proctoring/administration.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @transaction.non_atomic_requests
    def changelist_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changelist_view(*args, **kwargs)

    @transaction.non_atomic_requests
    def add_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(*args, **kwargs)

    @transaction.non_atomic_requests
    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(*args, **kwargs)

    @transaction.non_atomic_requests
    def delete_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().delete_view(*args, **kwargs)


class ReadOnly(Screen):
    """Rows that others write. Who may change them may use the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of the list, whose actions need it; on the page of a row there is nothing to save."""
        return obj is None and super().has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or super().has_change_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Iterable[str]:  # type: ignore[override]
        return self.fields or [field.name for field in self.model._meta.fields]  # type: ignore[return-value]


class UseCaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose values a use case takes; what that refuses is shown beside what was typed."""

    refusal: ProctoringError | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else NON_FIELD_ERRORS
            self.add_error(None if field == NON_FIELD_ERRORS else field, self.refusal.detail)
        return cleaned


class ThroughUseCases(Screen):
    """Saves with `save_model`, which calls a use case; one that refuses leaves everything as it was."""

    form = UseCaseForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view
        try:
            return retried(view)(request, object_id, form_url, extra_context)
        except ProctoringError as refusal:
            setattr(request, REFUSAL, refusal)
            return view(request, object_id, form_url, extra_context)

    @transaction.non_atomic_requests
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._removed_or_told(request, partial(super().delete_view, request, *args, **kwargs))

    @transaction.non_atomic_requests
    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = partial(super().changelist_view, request, *args, **kwargs)
        if request.POST.get("action") != "delete_selected":
            return view()
        return self._removed_or_told(request, view)

    def _removed_or_told(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            return view()
        except ProctoringError as refusal:
            self.message_user(request, refusal.detail, messages.ERROR)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name, current_app=self.admin_site.name))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Each in its own transaction, and what was removed before one is refused stays so."""
        for row in queryset:
            self.delete_model(request, row)
            super().log_deletions(request, [row])  # type: ignore[arg-type]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Not of a whole list, which Django logs before anything of it is removed: each is logged afterwards."""
        return [] if isinstance(queryset, QuerySet) else super().log_deletions(request, queryset)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, REFUSAL, None)
        return form


def adopt(obj: Model, saved: Model) -> None:
    """Let the row that Django's view holds be the one that the use case has written."""
    for field in obj._meta.concrete_fields:
        setattr(obj, field.attname, getattr(saved, field.attname))


def told(screen: Screen, request: HttpRequest, deed: Callable[[], object]) -> bool:
    """Do something; what refuses it is told to whoever asked."""
    try:
        deed()
    except ProctoringError as refusal:
        screen.message_user(request, refusal.detail, messages.ERROR)
        return False
    return True
