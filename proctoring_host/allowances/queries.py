"""Questions about allowances."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from proctoring_host.allowances.values import minutes_of, multiplier_of
from proctoring_host.models import Allowance, AllowanceKey
from proctoring_host.prepared import Given, Prepared

VALUES = Prepared(
    lambda: Allowance.objects.filter(user_id=Given("user_id"), exam_id=Given("exam_id")).values_list("key", "value")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceSum:
    """All a learner is allowed in one exam. The multiplier applies to the exam's own minutes."""

    extra_mins: int = 0
    multiplier: Decimal | None = None
    review_policy_exception: str = ""


def allowances_of(user_id: int, exam_id: int) -> AllowanceSum:
    """One query. A stored value that cannot be used counts as none."""
    return _sum(dict(VALUES.rows(user_id=user_id, exam_id=exam_id)))


def allowances_of_pairs(pairs: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], AllowanceSum]:
    """The same for each exam and learner, in one query for all."""
    values: dict[tuple[int, int], dict[str, str]] = {pair: {} for pair in pairs}
    exams, users = {exam_id for exam_id, _user in pairs}, {user_id for _exam, user_id in pairs}
    rows = Allowance.objects.filter(exam_id__in=exams, user_id__in=users)
    for exam_id, user_id, key, value in rows.values_list("exam_id", "user_id", "key", "value"):
        values.get((exam_id, user_id), {})[key] = value
    return {pair: _sum(found) for pair, found in values.items()}


def _sum(rows: Mapping[str, str]) -> AllowanceSum:
    return AllowanceSum(
        extra_mins=minutes_of(rows.get(AllowanceKey.ADDITIONAL_TIME, "")) or 0,
        multiplier=multiplier_of(rows.get(AllowanceKey.TIME_MULTIPLIER, "")),
        review_policy_exception=rows.get(AllowanceKey.REVIEW_POLICY_EXCEPTION, ""),
    )


def allowances_of_course(course_id: object) -> Sequence[Allowance]:
    """Of active exams, with learner and exam, in one query; ordered by learner, then exam."""
    found = Allowance.objects.filter(exam__course_id=str(course_id), exam__is_active=True)
    return list(found.select_related("user", "exam").order_by("user_id", "exam_id", "id"))


def allowances_of_user(user_id: int, exam_ids: Sequence[int]) -> Sequence[Allowance]:
    """Of one learner in these exams, in one query."""
    return list(Allowance.objects.filter(user_id=user_id, exam_id__in=exam_ids).order_by("exam_id", "id"))
