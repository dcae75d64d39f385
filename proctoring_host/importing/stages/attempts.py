"""Attempts, and those that were removed and are only in the history."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from proctoring_host import conf
from proctoring_host.attempts import newest
from proctoring_host.attempts.insert import live_key_of
from proctoring_host.domain.deadlines import deadline
from proctoring_host.domain.statuses import IN_PROGRESS, NEVER_STORED, Status
from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row
from proctoring_host.importing.forgotten import is_before, learners_forgotten
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Note, Skip
from proctoring_host.importing.stages.attempt_facts import Lookups, code_for, missing_clock
from proctoring_host.importing.stages.base import Stage, ids_of, not_below_zero, plain
from proctoring_host.models import Attempt, ImportedRow

SAME = (
    "created",
    "modified",
    "external_id",
    "started_at",
    "completed_at",
    "status",
    "taking_as_proctored",
    "is_sample_attempt",
    "is_status_acknowledged",
    "is_resumable",
    "ready_to_resume",
    "resumed",
)
STORED = frozenset(Status) - NEVER_STORED
LONG_AGO = timedelta(days=1)
"""Whose time was up for longer is handed in without a word; the others are still somebody's exam."""
ENDED = "ended attempts"


class Attempts(Stage):
    """Statuses, codes, ids at the vendor, times and clocks stay; the newest of a learner and exam is the live one."""

    table = tables.ATTEMPTS
    model = Attempt
    identity = ("code",)

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        people = self.world.people.of(ids_of(rows, "user_id"))
        exams = self.world.exams(ids_of(rows, "proctored_exam_id"))
        lookups = Lookups.of(self.world, rows)
        return [self._item(row, people, exams, lookups) for row in rows]

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        codes = {item.values["code"]: item.old_id for item in items}
        found = Attempt.everything.filter(code__in=list(codes)).values_list("code", "pk")
        return {codes[code]: pk for code, pk in found if code in codes}

    def finish(self, items: Sequence[Item]) -> None:
        self._mark_forgotten(items)
        held = self._held([item.values["live_key"] for item in items if item.values["live_key"]])
        for item in items:
            if item.values["taking_as_proctored"]:
                item.finished["backend"] = self.world.backend_or_default(item.values["backend"])
            if item.values["live_key"] in held:
                item.finished["live_key"] = None
                item.notes.append(Note.SET_ASIDE)
            self._end_if_long_over(item)

    def before_changes(self, pks: Sequence[int]) -> None:
        """The key of an attempt that is no longer the newest may be another one's in the same batch."""
        Attempt.everything.filter(pk__in=pks).update(live_key=None)

    def after_writing(self, written: Sequence[tuple[Item, int]]) -> None:
        """Of those that were ended the log is written after the older entries, in the last step."""
        newest.mend({(item.values["user_id"], item.values["exam_id"]) for item, _pk in written})
        ended = [item.old_id for item, _pk in written if Note.TIME_WAS_UP in item.notes]
        known = self.world.book.entries(ENDED, ended)
        self.world.book.add(
            ImportedRow(table=ENDED, old_id=old_id, new_id=0) for old_id in ended if old_id not in known
        )

    def _item(self, row: Row, people: Mapping[int, int], exams: Mapping[int, Any], lookups: Lookups) -> Item:
        item = Item(old_id=row["id"])
        if row["user_id"] not in people:
            item.skipped = Skip.USER_UNKNOWN
        elif row["proctored_exam_id"] not in exams:
            item.skipped = Skip.EXAM_UNKNOWN
        elif row["status"] not in STORED:
            item.skipped = Skip.STATUS_UNKNOWN
        else:
            exam = exams[row["proctored_exam_id"]]
            item.values = {
                **plain(row, SAME),
                "user_id": people[row["user_id"]],
                "exam_id": exam.new_id,
                "backend": exam.backend if row["taking_as_proctored"] else "",
                "saved_seconds": not_below_zero(row["time_remaining_seconds"], item),
                **self._names(row, people[row["user_id"]], exam.new_id, item, lookups),
                **self._clock(row, exam, item, lookups),
            }
        return item

    def _names(self, row: Row, user_id: int, exam_id: int, item: Item, lookups: Lookups) -> dict[str, Any]:
        code = code_for(row["attempt_code"], row["id"], lookups.firsts)
        if code != row["attempt_code"]:
            item.notes.append(Note.CODE_MADE)
        policy = row["review_policy_id"]
        if policy is not None and policy not in lookups.policies:
            item.notes.append(Note.POLICY_UNKNOWN)
        live = self._is_live(row, lookups)
        return {
            "code": code,
            "live_key": live_key_of(user_id, exam_id) if live else None,
            "review_policy_id": lookups.policies.get(policy),
        }

    def _is_live(self, row: Row, lookups: Lookups) -> bool:
        is_newest = lookups.newest.get((row["user_id"], row["proctored_exam_id"])) == row["id"]
        return is_newest and not row["resumed"] and row["status"] != Status.ONBOARDING_RESET

    def _clock(self, row: Row, exam: Any, item: Item, lookups: Lookups) -> dict[str, Any]:
        """The minutes that the learner was given at the start, whatever has been allowed or moved since."""
        minutes = not_below_zero(row["allowed_time_limit_mins"], item)
        started_at: datetime | None = row["started_at"]
        seconds = None if minutes is None else minutes * 60
        if seconds is None and started_at is not None:
            seconds = missing_clock(row, exam, lookups.allowances.get((row["user_id"], row["proctored_exam_id"]), {}))
        return {
            "allowed_seconds": seconds,
            "deadline_at": deadline(started_at, seconds) if started_at and seconds is not None else None,
            "timed_out_at": lookups.timed_out.get(row["id"]),
            "removed_at": None,
        }

    def _end_if_long_over(self, item: Item) -> None:
        """What the older installation would do at the next look at it, when nobody has looked for a day."""
        over: datetime | None = item.values["deadline_at"]
        if item.values["status"] not in IN_PROGRESS or item.values["removed_at"] or over is None:
            return
        if over > self.world.now - LONG_AGO:
            item.notes.append(Note.STILL_RUNNING)
            return
        item.notes.append(Note.TIME_WAS_UP)
        status = Status.TIMED_OUT if conf.get().allow_timed_out_state else Status.SUBMITTED
        completed_at = item.values["completed_at"] if status is Status.TIMED_OUT else over
        item.finished.update(status=status.value, timed_out_at=over, completed_at=completed_at, is_resumable=False)

    def _mark_forgotten(self, items: Sequence[Item]) -> None:
        """What was made before its learner was forgotten here, so that reviews and log of it are kept accordingly."""
        forgotten = learners_forgotten([item.values["user_id"] for item in items])
        for item in items:
            at = forgotten.get(item.values["user_id"])
            if is_before(item.values["created"], at):
                item.finished["forgotten_at"] = at

    def _held(self, keys: Sequence[str]) -> set[str]:
        """Keys of attempts that the learners have begun here meanwhile."""
        found = dict(Attempt.everything.filter(live_key__in=keys).values_list("pk", "live_key"))
        return {key for key in found.values() if key}


class RemovedAttempts(Attempts):
    """Attempts of which only the history is left. They stay as removed rows, for their log and their reviews."""

    @property
    def name(self) -> str:
        return "removed attempts"

    def total(self) -> int:
        return int(self.world.source.rows(f"SELECT COUNT(DISTINCT h.id) {self._gone()}")[0][0])

    def batches(self, size: int) -> Iterator[Sequence[Row]]:
        after = 0
        sql = f"SELECT h.id, MAX(h.history_id) {self._gone()} AND h.id > %s GROUP BY h.id ORDER BY h.id LIMIT {size:d}"
        while found := self.world.source.rows(sql, (after,)):
            yield self.world.source.where(tables.ATTEMPT_HISTORY, "history_id", [newest for _id, newest in found])
            after = found[-1][0]

    def _item(self, row: Row, people: Mapping[int, int], exams: Mapping[int, Any], lookups: Lookups) -> Item:
        item = super()._item(row, people, exams, lookups)
        if not item.skipped:
            item.values.update(removed_at=row["history_date"], live_key=None)
        return item

    def _gone(self) -> str:
        quoted = self.world.source.quoted
        history, attempts = quoted(tables.ATTEMPT_HISTORY.db_table), quoted(tables.ATTEMPTS.db_table)
        return f"FROM {history} h LEFT JOIN {attempts} a ON a.id = h.id WHERE a.id IS NULL"
