"""Reviews, and what they were before."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from proctoring_host.administration.base import ReadOnly, ThroughUseCases, UseCaseForm, adopt, cause_of
from proctoring_host.administration.filters import (
    CourseOfReviewFilter,
    ExamsAroundNowFilter,
    KindOfRevisionFilter,
    ReviewedFilter,
)
from proctoring_host.administration.people import people_called
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.models import Review, Revision
from proctoring_host.reviews.manual import review_by_staff
from proctoring_host.reviews.queries import whole_reviews

LONGEST_NOTES = 5000
SHOWN = ("of_attempt", "learner", "exam", "course", "backend", "is_active", "reviewed_by", "created", "modified")


class VerdictForm(UseCaseForm):
    """`seen` is when the review that is looked at was written: a newer one is not overwritten unseen."""

    status = forms.ChoiceField(
        label=_("Your verdict"), choices=[(status.value, status.value) for status in ReviewStatus]
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Review
        fields: tuple[str, ...] = ("status", "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields and self.instance.pk:
            self.fields["seen"].initial = self.instance.modified.isoformat()

    def clean_seen(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None


class ReviewAdmin(ThroughUseCases):
    form = VerdictForm
    list_display = ("attempt_code", "learner", "exam", "course", "status", "is_active", "reviewed_by", "modified")
    list_filter = (CourseOfReviewFilter, ReviewedFilter, "status", ExamsAroundNowFilter, "is_active")
    list_select_related = ("attempt__user", "attempt__exam", "reviewed_by")
    search_fields = ("attempt_code",)
    search_help_text = _("The code of an attempt, the beginning of a username, or a whole email address.")
    readonly_fields = (*SHOWN, "remarks", "raw_data")
    fieldsets = (
        (None, {"fields": SHOWN}),
        (_("Decision"), {"fields": ("status", "notes", "seen")}),
        (_("What the vendor found"), {"fields": ("remarks", "raw_data")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or request.user.has_perm("proctoring.can_review_attempt")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return whole_reviews()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Review], search_term: str
    ) -> tuple[QuerySet[Review], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        # One after the other: no database has an index for either of two tables.
        by_code = queryset.filter(attempt_code__in=(term, term.upper()))
        return (by_code if by_code.exists() else queryset.filter(attempt__user__in=people_called(term))), False

    @admin.display(description=_("attempt"))
    def of_attempt(self, row: Review) -> SafeString:
        address = reverse("admin:proctoring_attempt_timeline", args=[row.attempt_id])
        return format_html('<a href="{}">{}</a>', address, row.attempt_code)

    @admin.display(description=_("learner"))
    def learner(self, row: Review) -> str:
        return row.attempt.user.get_username()

    @admin.display(description=_("exam"))
    def exam(self, row: Review) -> str:
        return row.attempt.exam.exam_name

    @admin.display(description=_("course"))
    def course(self, row: Review) -> str:
        return row.attempt.exam.course_id

    @admin.display(description=_("remarks"))
    def remarks(self, row: Review) -> SafeString | str:
        lines = ((comment.start, comment.stop, comment.status, comment.comment) for comment in row.comments.all())
        return format_html_join("", "<div>{}-{} s, {}: {}</div>", lines) or "-"

    def save_model(self, request: HttpRequest, obj: Review, form: Any, change: bool) -> None:
        values = form.cleaned_data
        saved = review_by_staff(obj.pk, values["status"], values["notes"], cause_of(request), seen=values["seen"])
        adopt(obj, saved)


class RevisionAdmin(ReadOnly):
    """The archive: what reviews, exams, policies and allowances were after each change."""

    list_display = ("at", "kind", "object_id", "action", "summary", "learner", "changed_by")
    list_filter = (KindOfRevisionFilter, "action")
    list_select_related = ("learner", "changed_by")
    search_fields = ("learner__username",)
    search_help_text = _("The beginning of a username, or a whole email address.")
    fields = ("at", "kind", "object_id", "action", "learner", "changed_by", "values")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Revision], search_term: str
    ) -> tuple[QuerySet[Revision], bool]:
        term = search_term.strip()
        return (queryset.filter(learner__in=people_called(term)) if term else queryset), False

    @admin.display(description=_("about"))
    def summary(self, row: Revision) -> str:
        """In the history's own words, which are the same in every language."""
        names = ("attempt_code", "status", "key", "value", "exam_name", "is_active")
        return ", ".join(str(row.values[name]) for name in names if row.values.get(name) not in (None, ""))
