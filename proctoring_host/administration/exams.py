"""Exams and their review policies."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proctoring_host.administration.base import ThroughUseCases, UseCaseForm, adopt, cause_of
from proctoring_host.administration.filters import BackendFilter
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.policies import remove_review_policy, set_review_policy
from proctoring_host.exams.specs import CHANGEABLE, ExamSpec
from proctoring_host.exams.update import update_exam
from proctoring_host.models import Exam, ReviewPolicy
from proctoring_host.registry import get_registry

IDENTITY = ("course_id", "content_id")


class ExamForm(UseCaseForm):
    """The backend is chosen from those that are configured; the exam's own one is always among them."""

    backend = forms.ChoiceField(label=_("Backend"), required=False)

    class Meta:
        widgets = {"exam_name": AdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [backend.name for backend in get_registry().backends()]
        own = [self.instance.backend] if self.instance.backend not in ("", *names) else []
        choices = [("", _("the default one")), *((name, name) for name in (*names, *own))]
        if "backend" in self.fields:
            self.fields["backend"].choices = choices  # type: ignore[attr-defined]


class ExamAdmin(ThroughUseCases):
    form = ExamForm
    fields = (
        *IDENTITY,
        "exam_name",
        "time_limit_mins",
        "due_date",
        "is_proctored",
        "is_practice_exam",
        "is_active",
        "hide_after_due",
        "backend",
        "external_id",
    )
    list_display = ("course_id", "exam_name", "time_limit_mins", "due_date", "is_proctored", "is_active", "backend")
    list_display_links = ("exam_name",)
    list_filter = ("is_active", "is_proctored", "is_practice_exam", BackendFilter)
    search_fields = ("course_id",)
    search_help_text = _("The beginning of a course's id, a content's id, a vendor's id, or a part of the exam's name.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Exam], search_term: str
    ) -> tuple[QuerySet[Exam], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        by_id = Q(course_id__startswith=term) | Q(content_id=term) | Q(external_id=term)
        return queryset.filter(by_id | Q(exam_name__icontains=term)), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return IDENTITY if obj else ()

    def save_model(self, request: HttpRequest, obj: Exam, form: Any, change: bool) -> None:
        cause = cause_of(request)
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data if name in CHANGEABLE}
            # A use case keeps what is None, and here an emptied field is meant to be empty.
            emptied = {name: "" for name, value in changes.items() if value is None and name != "due_date"}
            adopt(obj, update_exam(obj.pk, {**changes, **emptied}, cause))
        else:
            adopt(obj, create_exam(ExamSpec(**form.cleaned_data), cause))


class ReviewPolicyAdmin(ThroughUseCases):
    autocomplete_fields = ("exam",)
    fields = ("exam", "text", "set_by")
    list_display = ("course", "exam_name", "set_by", "modified")
    list_display_links = ("exam_name",)
    list_select_related = ("exam", "set_by")
    search_fields = ("exam__course_id__startswith",)
    search_help_text = _("The beginning of a course's id.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("exam", "set_by") if obj else ("set_by",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("proctoring.delete_reviewpolicy")

    @admin.display(description=_("course"))
    def course(self, row: ReviewPolicy) -> str:
        return row.exam.course_id

    @admin.display(description=_("exam"))
    def exam_name(self, row: ReviewPolicy) -> str:
        return row.exam.exam_name

    def save_model(self, request: HttpRequest, obj: ReviewPolicy, form: Any, change: bool) -> None:
        saved = set_review_policy(obj.exam_id, obj.text, cause_of(request))
        if saved is not None:
            adopt(obj, saved)

    def delete_model(self, request: HttpRequest, obj: ReviewPolicy) -> None:
        remove_review_policy(obj.exam_id, cause_of(request))
