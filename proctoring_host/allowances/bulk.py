"""Gives several learners the same allowance in several exams."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proctoring_host.allowances.keep import keep
from proctoring_host.allowances.set import require_active
from proctoring_host.allowances.values import checked_key, checked_value
from proctoring_host.cause import Cause
from proctoring_host.errors import InvalidValue, ProctoringError
from proctoring_host.exams.queries import exams_by_id, unknown_exam
from proctoring_host.feature import require_feature
from proctoring_host.models import Exam
from proctoring_host.people.users import find_users

# What one request and one transaction can bear.
MOST_PAIRS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEntry:
    """One pair, as it was asked for; `error` is None where the allowance is in place."""

    exam_id: int
    user: int | str
    error: ProctoringError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """Every pair, exam by exam."""

    entries: tuple[BulkEntry, ...]

    @property
    def errors(self) -> tuple[ProctoringError, ...]:
        return tuple(entry.error for entry in self.entries if entry.error is not None)

    @property
    def all_failed(self) -> bool:
        return bool(self.entries) and len(self.errors) == len(self.entries)


def set_allowances(
    exam_ids: Sequence[int], users: Sequence[int | str], key: str, value: object, cause: Cause
) -> BulkResult:
    """Each pair stands for itself: one that cannot be hinders no other. The number of statements is always the same.

    Raises `AllowanceInvalid` when kind or value cannot be right for any of them, `InvalidValue` for more than
    `MOST_PAIRS` pairs, and `FeatureDisabled`.
    """
    require_feature()
    kind = checked_key(key)
    text = checked_value(kind, value)
    ids, people = list(dict.fromkeys(exam_ids)), list(dict.fromkeys(users))
    if len(ids) * len(people) > MOST_PAIRS:
        refusal = _("At most {most} allowances can be granted at once: learners times exams.")
        raise InvalidValue(refusal.format(most=MOST_PAIRS), field="user_ids")
    exams, learners = _exams(ids), _learners(people)
    entries = tuple(
        BulkEntry(exam_id=exam_id, user=who, error=_problem(exams[exam_id], learners[who]))
        for exam_id in ids
        for who in people
    )
    # Two names may mean one learner.
    pairs = {
        (entry.exam_id, learner)
        for entry in entries
        if entry.error is None and isinstance(learner := learners[entry.user], int)
    }
    if pairs:
        keep(pairs, kind, text, cause)
    return BulkResult(entries=entries)


def _exams(exam_ids: Sequence[int]) -> dict[int, Exam | ProctoringError]:
    found = exams_by_id(exam_ids)
    return {exam_id: _usable(found.get(exam_id)) or unknown_exam(exam_id) for exam_id in exam_ids}


def _usable(exam: Exam | None) -> Exam | ProctoringError | None:
    try:
        if exam is not None:
            require_active(exam)
    except ProctoringError as error:
        return error
    return exam


def _learners(people: Sequence[int | str]) -> dict[int | str, int | ProctoringError]:
    found = find_users(people)
    return {who: user if isinstance(user, ProctoringError) else int(user.pk) for who, user in found.items()}


def _problem(exam: Exam | ProctoringError, learner: int | ProctoringError) -> ProctoringError | None:
    """What is wrong with the exam is told first, as for a single allowance."""
    return next((found for found in (exam, learner) if isinstance(found, ProctoringError)), None)
