"""Filters that ask an index, and list no more choices than fit on a page."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proctoring_host.domain.reviews import stored_word
from proctoring_host.domain.statuses import NEVER_STORED, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.exams.revisions import kind_of
from proctoring_host.models import Allowance, Attempt, Exam, Review, ReviewPolicy
from proctoring_host.registry import get_registry

NEAR = timedelta(days=7)


class CourseFilter(admin.SimpleListFilter):
    """A course's id is typed: there may be thousands. `way` leads from a row to its exam."""

    title = _("course")
    parameter_name = "course"
    template = "admin/proctoring/text_filter.html"
    way = "exam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = {k: v for k, v in changelist.params.items() if k not in (self.parameter_name, PAGE_VAR)}
        yield {"others": others, "name": self.parameter_name, "typed": self.value() or ""}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        course_id = (self.value() or "").strip()
        if not course_id:
            return queryset
        # Ids rather than a join: a course has few exams, and databases choose the index by them.
        exams = list(Exam.objects.filter(course_id=course_id).values_list("pk", flat=True))
        return queryset.filter(**{f"{self.way}__in": exams})


class CourseOfReviewFilter(CourseFilter):
    way = "attempt__exam"


class BackendFilter(admin.SimpleListFilter):
    """Those that are configured: asking the table for all of them would read it whole."""

    title = _("backend")
    parameter_name = "backend"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(backend.name, backend.name) for backend in get_registry().backends()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(backend=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    """For the same reason."""

    title = _("kind")
    parameter_name = "kind"
    kinds: Sequence[str] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, kind) for kind in self.kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class KindOfEffectFilter(KindFilter):
    kinds = tuple(kind.value for kind in Kind)


class KindOfRevisionFilter(KindFilter):
    kinds = tuple(kind_of(model) for model in (Review, Allowance, Exam, ReviewPolicy))


class StoredStatusFilter(admin.SimpleListFilter):
    """Without those that only describe an exam that has no attempt."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.value) for status in Status if status not in NEVER_STORED]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Attempt]) -> QuerySet[Attempt]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class ReviewedFilter(admin.SimpleListFilter):
    """What still waits for a person's eyes."""

    title = _("a person's verdict")
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not yet")), ("failures", _("not yet, and not passed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        if self.value() is None:
            return queryset
        waiting = queryset.filter(reviewed_by=None)
        return waiting.exclude(_passed()) if self.value() == "failures" else waiting


class ExamsAroundNowFilter(admin.SimpleListFilter):
    """Reviews that matter just now."""

    title = _("exam")
    parameter_name = "around"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("active, and due within a week of now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        if self.value() != "now":
            return queryset
        now = timezone.now()
        exams = Exam.objects.filter(is_active=True, due_date__range=(now - NEAR, now + NEAR))
        return queryset.filter(attempt__exam__in=exams.values("pk"))


def _passed() -> Q:
    """What passes is for each backend to say."""
    passed = Q(pk__in=[])
    for backend in get_registry().backends():
        words = [status for status in ReviewStatus if stored_word(status) in backend.passing_statuses]
        passed |= Q(backend=backend.name, status__in=words)
    return passed
