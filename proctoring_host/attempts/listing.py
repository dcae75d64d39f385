"""The attempts of a course for its staff, page by page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from proctoring_host.models import Attempt, Exam


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptGroup:
    """One learner at one exam; `all_attempts` starts with the newest."""

    newest: Attempt
    all_attempts: Sequence[Attempt]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsPage:
    """`page` is within `total_pages`, whatever was asked for; an empty course has one empty page."""

    items: Sequence[AttemptGroup]
    page: int
    total_pages: int
    total: int

    @property
    def has_next(self) -> bool:
        return self.page < self.total_pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def newest_attempts_page(course_id: str, *, page: int = 1, page_size: int = 25, search: str = "") -> AttemptsPage:
    """The newest attempt of each learner and exam, the newest first; `search` is part of a username or address.

    Three queries, however many attempts there are, and of the rows only those of the page are read.
    """
    rows = _of_course(course_id, search)
    paginator = _Counted(_newest(rows), page_size)
    paginator.count = rows.order_by().values("user_id", "exam_id").distinct().count()
    shown = paginator.get_page(page)
    newest = list(shown.object_list)
    siblings = _siblings(newest)
    return AttemptsPage(
        items=[
            AttemptGroup(newest=attempt, all_attempts=siblings[attempt.user_id, attempt.exam_id]) for attempt in newest
        ],
        page=shown.number,
        total_pages=paginator.num_pages,
        total=paginator.count,
    )


class _Counted(Paginator):  # type: ignore[type-arg]  # Django 5.2 has no such subscript
    """Is told how many there are: pairs can be counted from an index alone, newest attempts cannot."""

    count = 0


def _of_course(course_id: str, search: str) -> QuerySet[Attempt]:
    """By ids of exams and learners, which the indexes of attempts know."""
    found: QuerySet[Attempt] = Attempt.objects.filter(
        exam_id__in=Exam.objects.filter(course_id=str(course_id)).values("pk")
    )
    if not search:
        return found
    return found.filter(user_id__in=get_user_model().objects.filter(_named_like(search)).values("pk"))


def _newest(rows: QuerySet[Attempt]) -> QuerySet[Attempt]:
    newer = Attempt.objects.filter(user_id=OuterRef("user_id"), exam_id=OuterRef("exam_id"), pk__gt=OuterRef("pk"))
    return rows.filter(~Exists(newer)).select_related("exam", "exam__policy", "user").order_by("-pk")


def _named_like(search: str) -> Q:
    user = get_user_model()
    return Q(**{f"{user.USERNAME_FIELD}__icontains": search}) | Q(
        **{f"{user.get_email_field_name()}__icontains": search}
    )


def _siblings(newest: Sequence[Attempt]) -> dict[tuple[int, int], list[Attempt]]:
    groups: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    rows = Attempt.objects.whole().filter(
        user_id__in={attempt.user_id for attempt in newest}, exam_id__in={attempt.exam_id for attempt in newest}
    )
    for attempt in rows.order_by("-pk"):
        groups[attempt.user_id, attempt.exam_id].append(attempt)
    return groups
