"""What learners are allowed beyond the others."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proctoring_host.administration.base import ThroughUseCases, UseCaseForm, adopt, cause_of
from proctoring_host.administration.filters import CourseFilter
from proctoring_host.administration.people import people_called
from proctoring_host.allowances.remove import remove_allowance
from proctoring_host.allowances.set import set_allowance
from proctoring_host.models import Allowance, AllowanceKey
from proctoring_host.people.users import find_user

# What the use case calls what a client of the API sends.
FIELDS = {"allowance_value": "value", "allowance_type": "key", "exam_id": "exam", "user_info": "learner"}


class AllowanceForm(UseCaseForm):
    """Whose allowance it is, is typed as everywhere: there may be millions to choose from."""

    learner = forms.CharField(label=_("Learner"), help_text=_("A username, an email address or an id."))
    key = forms.ChoiceField(label=_("Kind"), choices=AllowanceKey.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Whose allowance it is does not change.
            self.fields.pop("learner", None)

    def clean(self) -> dict[str, Any]:
        if self.refusal is not None:
            self.refusal.field = FIELDS.get(self.refusal.field or "", self.refusal.field)
        return super().clean()


class AllowanceAdmin(ThroughUseCases):
    form = AllowanceForm
    autocomplete_fields = ("exam",)
    list_display = ("user", "course", "exam_name", "key", "value", "modified")
    list_filter = (CourseFilter, "key")
    list_select_related = ("user", "exam")
    search_fields = ("user__username",)
    search_help_text = _("The beginning of a username, or a whole email address.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Allowance], search_term: str
    ) -> tuple[QuerySet[Allowance], bool]:
        term = search_term.strip()
        return (queryset.filter(Q(user__in=people_called(term))) if term else queryset), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "exam", "key", "value") if obj else ("learner", "exam", "key", "value")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "exam", "key") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("proctoring.delete_allowance")

    @admin.display(description=_("course"))
    def course(self, row: Allowance) -> str:
        return row.exam.course_id

    @admin.display(description=_("exam"))
    def exam_name(self, row: Allowance) -> str:
        return row.exam.exam_name

    def save_model(self, request: HttpRequest, obj: Allowance, form: Any, change: bool) -> None:
        learner = obj.user_id if change else find_user(form.cleaned_data["learner"]).pk
        adopt(obj, set_allowance(obj.exam_id, learner, obj.key, obj.value, cause_of(request)))

    def delete_model(self, request: HttpRequest, obj: Allowance) -> None:
        remove_allowance(obj.exam_id, obj.user_id, obj.key, cause_of(request))
