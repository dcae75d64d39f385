"""What has to be known beside a batch of old attempts, each in one question."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proctoring_host.allowances.values import minutes_of
from proctoring_host.domain.deadlines import allowed_time
from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row, moment
from proctoring_host.importing.stages.base import ids_of
from proctoring_host.importing.world import ExamFacts, World
from proctoring_host.models import AllowanceKey

LONGEST_CODE = 36
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """`newest`: the attempt that counts of each learner and exam. `firsts`: the attempt that each code belongs to.
    `timed_out`: when an attempt ran out of time, of those that ever did. `allowances`: of learner and exam."""

    newest: Mapping[Pair, int]
    firsts: Mapping[str, int]
    timed_out: Mapping[int, datetime]
    policies: Mapping[int, int]
    allowances: Mapping[Pair, Mapping[str, str]]

    @classmethod
    def of(cls, world: World, rows: Sequence[Row]) -> "Lookups":
        learners = sorted(ids_of(rows, "user_id"))
        clockless = [row for row in rows if row["started_at"] and row["allowed_time_limit_mins"] is None]
        return cls(
            newest=_newest(world, learners),
            firsts=first_of_codes(world, [row["attempt_code"] for row in rows]),
            timed_out=_timed_out(world, [row["id"] for row in rows]),
            policies=world.book.new_ids(tables.POLICIES.name, ids_of(rows, "review_policy_id")),
            allowances=_allowances(world, sorted(ids_of(clockless, "user_id"))),
        )


def code_for(code: str | None, old_id: int, firsts: Mapping[str, int]) -> str:
    """The attempt's own code where it can stay, else always the same new one."""
    if code and len(code) <= LONGEST_CODE and firsts.get(code, old_id) == old_id:
        return code
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"edx-proctoring attempt {old_id}")).upper()


def first_of_codes(world: World, codes: Sequence[str | None]) -> Mapping[str, int]:
    """Nothing in the older tables keeps two attempts from having one code."""
    wanted = sorted({code for code in codes if code})
    quoted = world.source.quoted
    sql = (
        f"SELECT {quoted('attempt_code')}, MIN({quoted('id')}) "
        f"FROM {quoted(tables.ATTEMPTS.db_table)} WHERE {quoted('attempt_code')} IN ({world.source.marks(wanted)}) "
        f"GROUP BY {quoted('attempt_code')}"
    )
    return world.source.pairs(sql, wanted)


def missing_clock(row: Row, exam: ExamFacts, allowances: Mapping[str, str]) -> int:
    """What a start at that time would have given, for the rare row that was started and has no minutes."""
    extra = minutes_of(allowances.get(AllowanceKey.ADDITIONAL_TIME, "0")) or 0
    saved = row["time_remaining_seconds"]
    return allowed_time(exam.time_limit_mins, extra, None, saved, exam.due_date, row["started_at"]).seconds


def _newest(world: World, learners: Sequence[int]) -> Mapping[Pair, int]:
    if not learners:
        return {}
    quoted = world.source.quoted
    names = ", ".join(quoted(name) for name in ("user_id", "proctored_exam_id", "id", "created"))
    sql = (
        f"SELECT {names} FROM {quoted(tables.ATTEMPTS.db_table)} "
        f"WHERE {quoted('user_id')} IN ({world.source.marks(learners)}) "
        f"ORDER BY {quoted('created')}, {quoted('id')}"
    )
    return {(int(user), int(exam)): int(pk) for user, exam, pk, _created in world.source.rows(sql, learners)}


def _timed_out(world: World, old_ids: Sequence[int]) -> Mapping[int, datetime]:
    quoted = world.source.quoted
    sql = (
        f"SELECT {quoted('id')}, MIN({quoted('history_date')}) "
        f"FROM {quoted(tables.ATTEMPT_HISTORY.db_table)} WHERE {quoted('status')} = 'timed_out' "
        f"AND {quoted('id')} IN ({world.source.marks(old_ids)}) GROUP BY {quoted('id')}"
    )
    found = world.source.pairs(sql, old_ids)
    return {int(pk): when for pk, at in found.items() if (when := moment(at)) is not None}


def _allowances(world: World, learners: Sequence[int]) -> Mapping[Pair, Mapping[str, str]]:
    found: dict[Pair, dict[str, Any]] = {}
    for row in world.source.where(tables.ALLOWANCES, "user_id", learners):
        found.setdefault((row["user_id"], row["proctored_exam_id"]), {})[row["key"]] = row["value"]
    return found
