"""Attempts: found by code, by learner or by course; their status is changed with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proctoring_host.administration.base import ThroughUseCases, UseCaseForm, adopt, cause_of
from proctoring_host.administration.filters import CourseFilter, StoredStatusFilter
from proctoring_host.administration.people import people_called
from proctoring_host.administration.timeline import timeline_of
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.log import LONGEST_REASON
from proctoring_host.attempts.staff import set_status
from proctoring_host.domain.rules import Move
from proctoring_host.domain.statuses import NEVER_STORED, Actor, Status
from proctoring_host.domain.transitions import decide
from proctoring_host.models import Attempt

SHOWN = (
    "code",
    "user",
    "exam",
    "course",
    "backend",
    "external_id",
    "status",
    "taking_as_proctored",
    "is_sample_attempt",
    "allowed_seconds",
    "started_at",
    "deadline_at",
    "completed_at",
    "timed_out_at",
    "saved_seconds",
    "is_resumable",
    "ready_to_resume",
    "resumed",
    "is_status_acknowledged",
    "removed_at",
    "created",
    "modified",
)


class StatusForm(UseCaseForm):
    """Offers what the table of transitions lets staff do; whether it still does is decided when it is saved."""

    to_status = forms.ChoiceField(label=gettext_lazy("New status"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("It is kept in the log of the attempt, with your name."),
    )

    class Meta:
        model = Attempt
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "to_status" in self.fields:
            possible = [(status.value, status.value) for status in possible_statuses(self.instance)]
            self.fields["to_status"].choices = [("", _("as it is")), *possible]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if self.cleaned_data.get("to_status") and not reason:
            raise forms.ValidationError(_("Say why the status is to change."))
        return reason


def possible_statuses(attempt: Attempt) -> list[Status]:
    """Where staff may take an attempt from where it stands."""
    now = timezone.now()
    moves = {status: decide(facts_of(attempt, status, now), status, Actor.STAFF) for status in Status}
    return [
        status
        for status, move in moves.items()
        if isinstance(move, Move) and move.changed and move.to is status and status not in NEVER_STORED
    ]


class AttemptAdmin(ThroughUseCases):
    form = StatusForm
    list_display = ("code", "user", "exam_name", "course", "status", "started_at", "completed_at", "removed_at")
    list_filter = (CourseFilter, StoredStatusFilter, "taking_as_proctored", "is_sample_attempt")
    list_select_related = ("user", "exam")
    search_fields = ("code",)
    search_help_text = gettext_lazy(
        "The code of an attempt, the vendor's id of it, the beginning of a username, or a whole email address."
    )
    readonly_fields = SHOWN
    fieldsets = (
        (None, {"fields": SHOWN}),
        (gettext_lazy("Change the status"), {"fields": ("to_status", "reason")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return Attempt.everything.select_related("exam", "user")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look sees no form."""
        return self.fieldsets if self.has_change_permission(request, obj) else self.fieldsets[:1]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Attempt], search_term: str
    ) -> tuple[QuerySet[Attempt], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = Q(code=term.upper()) | Q(code=term) | Q(external_id=term) | Q(user__in=people_called(term))
        return queryset.filter(wanted), False

    def get_urls(self) -> list[URLPattern]:
        timeline = path(
            "<int:attempt_id>/timeline/",
            self.admin_site.admin_view(self.timeline_view),
            name="proctoring_attempt_timeline",
        )
        return [timeline, *super().get_urls()]

    @admin.display(description=gettext_lazy("course"))
    def course(self, row: Attempt) -> str:
        return row.exam.course_id

    @admin.display(description=gettext_lazy("exam"))
    def exam_name(self, row: Attempt) -> str:
        return row.exam.exam_name

    def save_model(self, request: HttpRequest, obj: Attempt, form: Any, change: bool) -> None:
        if to := form.cleaned_data["to_status"]:
            adopt(obj, set_status(obj.pk, Status(to), cause=cause_of(request, form.cleaned_data["reason"])))

    def timeline_view(self, request: HttpRequest, attempt_id: int) -> HttpResponse:
        """All that happened, in the order of time."""
        attempt = self.get_queryset(request).filter(pk=attempt_id).first()
        if not self.has_view_permission(request, attempt):
            raise PermissionDenied
        if attempt is None:
            raise Http404
        found = timeline_of(attempt, allowances=request.user.has_perm("proctoring.view_allowance"))
        if found.cut:
            self.message_user(request, _("Only the newest entries of each kind are shown."), messages.WARNING)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Timeline"),
            "subtitle": attempt.code,
            "opts": self.opts,
            "attempt": attempt,
            "entries": found.entries,
        }
        return TemplateResponse(request, "admin/proctoring/attempt/timeline.html", context)
