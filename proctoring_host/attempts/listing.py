"""The attempts of a course for its staff, page by page, in a time that does not depend on how many there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q, QuerySet

from proctoring_host.models import Attempt
from proctoring_host.prepared import Given, Prepared

Pair = tuple[int, int]
"""Ids of a learner and an exam."""
PAGE_SIZE = 25


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """Whose attempts are on the page `number`, and how much there is beside it."""

    pairs: Sequence[Pair]
    total: int
    number: int = 1
    pages: int = 1


def newest_attempts_page(
    course_id: str, *, page: int = 1, page_size: int = PAGE_SIZE, search: str = ""
) -> AttemptsPage:
    """The newest attempt of each learner and exam, the newest first; `search` is part of a username or address.

    Three queries, however many attempts there are: two of an index alone, and one for the rows of the page. A search
    looks at the name of every learner, and needs two queries where all that is found has room on one page.
    """
    shown = _only_page(course_id, search, page_size) if search and page <= 1 else None
    shown = shown or _one_of_many(_newest(str(course_id), search), page, page_size)
    return AttemptsPage(items=_groups(shown.pairs), page=shown.number, total_pages=shown.pages, total=shown.total)


def attempts_of_course(course_id: object, *, search: str = "") -> Sequence[Attempt]:
    """All of them, the newest first, in one query; `search` as for a page. A large course has many."""
    rows = Attempt.objects.whole().filter(exam__course_id=str(course_id))
    return list((rows.filter(user_id__in=_named_like(search)) if search else rows).order_by("-pk"))


def _newest(course_id: str | Given, search: str | Given) -> QuerySet[Attempt]:
    # Not `objects`: no removed attempt is marked, and to ask for it would need the rows.
    rows: QuerySet[Attempt] = Attempt.everything.filter(newest_in=course_id)
    return rows.filter(user_id__in=_named_like(search)) if search else rows


def _named_like(search: str | Given) -> QuerySet[AbstractBaseUser, int]:
    user = get_user_model()
    name, address = (f"{field}__icontains" for field in (user.USERNAME_FIELD, user.get_email_field_name()))
    return user._default_manager.filter(Q(**{name: search}) | Q(**{address: search})).values_list("pk", flat=True)


def _only_page(course_id: str, search: str, page_size: int) -> _Shown | None:
    """None where there is more than a page: that has to be counted."""
    found = FOUND.rows(course_id=str(course_id), search=search)
    return _Shown(pairs=found, total=len(found)) if len(found) <= min(page_size, PAGE_SIZE) else None


def _one_of_many(rows: QuerySet[Attempt], page: int, page_size: int) -> _Shown:
    """Read from the nearer end, because what lies between is read as well."""
    total = rows.count()
    pages = max(1, -(-total // page_size))
    number = min(max(1, page), pages)
    first, end = (number - 1) * page_size, min(number * page_size, total)
    if first <= total - end:
        pairs = _pairs(rows.order_by("-pk")[first:end])
    else:
        pairs = _pairs(rows.order_by("pk")[total - end : total - first])[::-1]
    return _Shown(pairs=pairs, total=total, number=number, pages=pages)


def _pairs(rows: QuerySet[Attempt]) -> list[Pair]:
    return list(rows.values_list("user_id", "exam_id"))


def _groups(pairs: Sequence[Pair]) -> list[AttemptGroup]:
    groups: dict[Pair, list[Attempt]] = defaultdict(list)
    for attempt in _attempts_of({user_id for user_id, _exam in pairs}, {exam_id for _user, exam_id in pairs}):
        groups[attempt.user_id, attempt.exam_id].append(attempt)
    # A pair whose only attempt was removed at this moment has no group.
    found = [groups[pair] for pair in dict.fromkeys(pairs) if pair in groups]
    return [AttemptGroup(newest=attempts[0], all_attempts=attempts) for attempts in found]


def _attempts_of(user_ids: Collection[int], exam_ids: Collection[int]) -> Sequence[Attempt]:
    """The newest first. A page of another size has no query that is composed once."""
    if not 0 < len(user_ids) <= PAGE_SIZE or len(exam_ids) > PAGE_SIZE:
        return list(Attempt.objects.whole().filter(user_id__in=user_ids, exam_id__in=exam_ids).order_by("-pk"))
    # What is asked for twice is found once.
    users, exams = cycle(user_ids), cycle(exam_ids)
    return ON_PAGE.objects(**{name: next(users) for name in USERS}, **{name: next(exams) for name in EXAMS})


USERS, EXAMS = ([f"{what}{number}" for number in range(PAGE_SIZE)] for what in ("user", "exam"))
ON_PAGE = Prepared(
    lambda: (
        Attempt.objects.whole()
        # Across the relation, as Django wants the related objects themselves to be numbers.
        .filter(user__id__in=[Given(name) for name in USERS], exam__id__in=[Given(name) for name in EXAMS])
        .order_by("-pk")
    )
)
# One more than a page, which tells that there are more. Ordered by an expression, as no index has its order: SQLite
# would go through the whole course to find it sorted.
FOUND: Prepared[Attempt] = Prepared(
    lambda: (
        _newest(Given("course_id"), Given("search"))
        .order_by(-F("pk"))
        .values_list("user_id", "exam_id")[: PAGE_SIZE + 1]
    )
)
