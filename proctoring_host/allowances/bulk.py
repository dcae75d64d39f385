"""Gives several learners the same allowance in several exams."""

from collections.abc import Sequence
from dataclasses import dataclass

from proctoring_host.allowances.set import set_allowance
from proctoring_host.allowances.values import checked_key, checked_value
from proctoring_host.cause import Cause
from proctoring_host.errors import ProctoringError
from proctoring_host.feature import require_feature


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
    """Each pair stands for itself: one that fails hinders no other.

    Raises `AllowanceInvalid` when kind or value cannot be right for any of them, and `FeatureDisabled`.
    """
    require_feature()
    checked_value(checked_key(key), value)
    pairs = [(exam_id, user) for exam_id in dict.fromkeys(exam_ids) for user in dict.fromkeys(users)]
    return BulkResult(entries=tuple(_entry(exam_id, user, key, value, cause) for exam_id, user in pairs))


def _entry(exam_id: int, user: int | str, key: str, value: object, cause: Cause) -> BulkEntry:
    try:
        set_allowance(exam_id, user, key, value, cause)
    except ProctoringError as error:
        return BulkEntry(exam_id=exam_id, user=user, error=error)
    return BulkEntry(exam_id=exam_id, user=user)
