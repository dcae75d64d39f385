"""The log of attempts, from the older history of their rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from proctoring_host.domain.statuses import Actor
from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Skip
from proctoring_host.importing.stages.base import Stage, ids_of
from proctoring_host.models import Transition

UNTOLD = frozenset(tables.TRAIL) | {"history_user_id", "modified", "created", "id", "user_id", "proctored_exam_id"}
TOLD = [name for name in tables.ATTEMPTS.readers if name not in UNTOLD and name != "status"]


class Transitions(Stage):
    """Each saving of a row, as the entry that we would have written. Savings that changed nothing are left out.

    Nobody knows any more whether learner, staff or clock did it, so the system did; who was signed in is kept.
    """

    table = tables.ATTEMPT_HISTORY
    model = Transition

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        attempts = self.world.book.new_ids(tables.ATTEMPTS.name, ids_of(rows, "id"))
        people = self.world.people.of(ids_of(rows, "history_user_id"))
        before = self._before(rows)
        items = []
        for row in rows:
            item = Item(old_id=row["history_id"])
            items.append(item)
            reason = _reason(row, before.get(row["id"]))
            if row["id"] not in attempts:
                item.skipped = Skip.ATTEMPT_UNKNOWN
            elif reason is None:
                item.skipped = Skip.NOTHING_CHANGED
            else:
                item.values = _values(row, before.get(row["id"]), attempts[row["id"]], reason)
                item.values["actor_user_id"] = people.get(row["history_user_id"])
            before[row["id"]] = row
        return items

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        forgotten = self._attempts_forgotten([item.values["attempt_id"] for item in items])
        return [item for item in items if item.values["attempt_id"] in forgotten]

    def _before(self, rows: Sequence[Row]) -> dict[int, Row]:
        """The last row of each attempt that is older than this batch."""
        quoted = self.world.source.quoted
        wanted = sorted(ids_of(rows, "id"))
        sql = (
            f"SELECT {quoted('id')}, MAX({quoted('history_id')}) "
            f"FROM {quoted(self.table.db_table)} WHERE {quoted('id')} IN ({self.world.source.marks(wanted)}) "
            f"AND {quoted('history_id')} < %s GROUP BY {quoted('id')}"
        )
        newest = self.world.source.pairs(sql, [*wanted, rows[0]["history_id"]])
        found = self.world.source.where(self.table, "history_id", sorted(newest.values()))
        return {row["id"]: row for row in found}


def _reason(row: Row, before: Row | None) -> str | None:
    """What to write beside the statuses; None where there is nothing to tell."""
    given = row["history_change_reason"] or ""
    if row["history_type"] == "-":
        return f"Removed: {given}" if given else "Removed."
    if before is None or before["status"] != row["status"]:
        return given
    changed = [name for name in TOLD if row[name] != before[name]]
    if not changed:
        return given or None
    return f"Changed: {', '.join(changed)}. {given}".rstrip()


def _values(row: Row, before: Mapping[str, Any] | None, attempt_id: int, reason: str) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "from_status": "" if before is None else before["status"],
        "to_status": row["status"],
        # What somebody wrote may say anything, and goes when the learner is forgotten; the system's sentences stay.
        "actor": (Actor.STAFF if row["history_change_reason"] else Actor.SYSTEM).value,
        "actor_user_id": None,
        "reason": reason,
        "correlation_id": f"edx-proctoring-{row['history_id']}",
        "at": row["history_date"],
    }
