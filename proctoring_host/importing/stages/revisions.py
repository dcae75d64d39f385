"""The history of exams, policies, allowances and reviews."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from proctoring_host.exams.revisions import kind_of
from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row, Table, moment
from proctoring_host.importing.forgotten import is_before, learners_forgotten
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Skip
from proctoring_host.importing.stages.base import Stage, ids_of
from proctoring_host.importing.stages.exams import allowance_items, exam_item, policy_values
from proctoring_host.importing.stages.reviews import (
    DELIVERY,
    VERDICTS,
    attempts_of_codes,
    cleaned,
    history_values,
    review_values,
)
from proctoring_host.models import Allowance, Exam, Review, ReviewPolicy, Revision

Action = Revision.Action
OF_HISTORY_TYPE = {"+": Action.CREATED, "~": Action.CHANGED, "-": Action.DELETED}
GONE = 0
"""The id that a revision has whose row was deleted in the older installation, and so never was one here."""


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """As they come back from a column of JSON."""
    found: dict[str, Any] = json.loads(json.dumps(history_values(values), cls=DjangoJSONEncoder))
    return found


class ExamRevisions(Stage):
    """Each row is an exam after a change, as ours are."""

    table = tables.EXAM_HISTORY
    model = Revision

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        exams = self.world.book.new_ids(tables.EXAMS.name, ids_of(rows, "id"))
        people = self.world.people.of(ids_of(rows, "history_user_id"))
        items = []
        for row in rows:
            item = exam_item(row, row["history_id"])
            items.append(item)
            if row["id"] not in exams:
                item.skipped = Skip.EXAM_UNKNOWN
                continue
            item.values = {
                "kind": kind_of(Exam),
                "object_id": exams[row["id"]],
                "action": OF_HISTORY_TYPE[row["history_type"]].value,
                "values": plain_values(item.values),
                "learner_id": None,
                "changed_by_id": people.get(row["history_user_id"]),
                "at": row["history_date"],
            }
        return items


@dataclass(frozen=True, slots=True)
class Turn:
    """How a row came to be as an archive shows it, and when."""

    action: str
    at: datetime


class Archive(Stage):
    """A table that holds what rows were *before* they changed; `owner` names the row that it tells of.

    Ours hold what rows are after a change. So each gets the time of the change before it, the first one the time at
    which its row was made; and the last one of a row that is gone is its end.
    """

    model = Revision
    current: ClassVar[Table]
    owner: ClassVar[str]
    current_owner: ClassVar[str] = "id"
    of: ClassVar[type[Model]]

    def turns(self, rows: Sequence[Row]) -> Mapping[int, Turn]:
        """For each row, by its id."""
        owners = sorted({row[self.owner] for row in rows})
        made = self._times(self.current, self.current_owner, owners)
        found: dict[int, Turn] = {}
        for owner, times in self._trails(owners).items():
            before: datetime | None = None
            for position, (pk, archived) in enumerate(times):
                ended = owner not in made and position == len(times) - 1
                first_at = made.get(owner, archived)
                action = Action.DELETED if ended else Action.CREATED if before is None else Action.CHANGED
                found[pk] = Turn(action.value, archived if ended else first_at if before is None else before)
                before = archived
        return found

    def _trails(self, owners: Sequence[Any]) -> Mapping[Any, list[tuple[int, datetime]]]:
        found: dict[Any, list[tuple[int, datetime]]] = {}
        for owner, pk, archived in self._rows(self.table, self.owner, ("id", "created"), owners):
            found.setdefault(owner, []).append((int(pk), archived))
        return found

    def _times(self, table: Table, column: str, values: Sequence[Any]) -> Mapping[Any, datetime]:
        return {row[0]: row[1] for row in self._rows(table, column, ("created",), values)}

    def _rows(self, table: Table, column: str, others: Sequence[str], values: Sequence[Any]) -> list[tuple[Any, ...]]:
        quoted = self.world.source.quoted
        names = ", ".join(quoted(name) for name in (column, *others))
        sql = (
            f"SELECT {names} FROM {quoted(table.db_table)} WHERE {quoted(column)} "
            f"IN ({self.world.source.marks(values)}) ORDER BY {quoted('id')}"
        )
        same = self.world.source.same
        return [(same(row[0]), *row[1:-1], moment(row[-1])) for row in self.world.source.rows(sql, values)]

    def revision(self, turn: Turn, object_id: int | None, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "kind": kind_of(self.of),
            "object_id": GONE if object_id is None else object_id,
            "action": turn.action,
            "values": plain_values(values),
            "learner_id": None,
            "changed_by_id": None,
            "at": turn.at,
        }


class PolicyRevisions(Archive):
    table = tables.POLICY_HISTORY
    current = tables.POLICIES
    owner = "original_id"
    of = ReviewPolicy

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        exams = self.world.exams(ids_of(rows, "proctored_exam_id"))
        people = self.world.people.of(ids_of(rows, "set_by_user_id"))
        policies = self.world.book.new_ids(self.current.name, ids_of(rows, self.owner))
        turns = self.turns(rows)
        items = []
        for row in rows:
            item = Item(old_id=row["id"])
            items.append(item)
            if row["proctored_exam_id"] not in exams:
                item.skipped = Skip.EXAM_UNKNOWN
                continue
            values = policy_values(row, exams[row["proctored_exam_id"]].new_id, people)
            item.values = self.revision(turns[row["id"]], policies.get(row[self.owner]), values)
            item.values["changed_by_id"] = values["set_by_id"]
        return items


class AllowanceRevisions(Archive):
    table = tables.ALLOWANCE_HISTORY
    current = tables.ALLOWANCES
    owner = "allowance_id"
    of = Allowance

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        allowances = self.world.book.new_ids(self.current.name, ids_of(rows, self.owner))
        turns = self.turns(rows)
        items = allowance_items(self.world, rows)
        for item, row in zip(items, rows, strict=True):
            if item.skipped is None:
                learner_id = item.values["user_id"]
                item.values = self.revision(turns[item.old_id], allowances.get(row[self.owner]), item.values)
                item.values["learner_id"] = learner_id
        return items

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        forgotten = learners_forgotten([item.values["learner_id"] for item in items])
        return [item for item in items if is_before(item.values["at"], forgotten.get(item.values["learner_id"]))]


class ReviewRevisions(Archive):
    """The older table does not say which review a row is of, only of which attempt."""

    table = tables.REVIEW_HISTORY
    current = tables.REVIEWS
    owner = current_owner = "attempt_code"
    of = Review

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        people = self.world.people.of(ids_of(rows, "reviewed_by_id", "student_id"))
        attempts = attempts_of_codes(self.world, [row["attempt_code"] for row in rows])
        reviews = self._reviews([row["attempt_code"] for row in rows])
        turns = self.turns(rows)
        items = []
        for row in rows:
            item = Item(old_id=row["id"])
            items.append(item)
            if row["attempt_code"] not in attempts:
                item.skipped = Skip.ATTEMPT_UNKNOWN
            elif row["review_status"] not in VERDICTS:
                item.skipped = Skip.VERDICT_UNKNOWN
            else:
                values = review_values(row, attempts[row["attempt_code"]], people)
                review = reviews.get(self.world.source.same(row["attempt_code"]))
                item.values = self.revision(turns[row["id"]], review, values)
                item.values["values"] |= {} if _by_person(row) else DELIVERY
                item.values |= {
                    "learner_id": people.get(row["student_id"]),
                    "changed_by_id": people.get(row["reviewed_by_id"]),
                }
        return items

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        forgotten = self._attempts_forgotten([item.values["values"]["attempt_id"] for item in items])
        return [item for item in items if item.values["values"]["attempt_id"] in forgotten]

    def _reviews(self, codes: Sequence[str]) -> Mapping[str, int]:
        """Of the reviews that these codes have now."""
        quoted = self.world.source.quoted
        sql = (
            f"SELECT {quoted('attempt_code')}, {quoted('id')} FROM {quoted(self.current.db_table)} "
            f"WHERE {quoted('attempt_code')} IN ({self.world.source.marks(codes)})"
        )
        old_ids = self.world.source.pairs(sql, codes)
        new_ids = self.world.book.new_ids(self.current.name, list(old_ids.values()))
        same = self.world.source.same
        return {same(code): new_ids[old_id] for code, old_id in old_ids.items() if old_id in new_ids}


def _by_person(row: Row) -> bool:
    return row["reviewed_by_id"] is not None and '"reviewed_by"' not in cleaned(row["raw_data"])
