"""Compares every row again with what it became; writes nothing."""

from collections.abc import Sequence

from proctoring_host.importing.batches import marks_of_rows
from proctoring_host.importing.columns import Row
from proctoring_host.importing.counts import Count
from proctoring_host.importing.items import Item, mark_of
from proctoring_host.importing.leaving import gone
from proctoring_host.importing.reasons import Verdict
from proctoring_host.importing.stages.base import Stage
from proctoring_host.models import ImportedRow


def compare(stage: Stage, rows: Sequence[Row], count: Count) -> None:
    count.read += len(rows)
    items = stage.translate(rows)
    known = stage.world.book.entries(stage.book_name, [item.old_id for item in items])
    now = marks_of_rows(stage, list(known.values()))
    for item in items:
        if item.skipped is not None:
            count.skip(item.skipped, item.old_id)
        else:
            count.judge(_verdict(item, known.get(item.old_id), now), item.old_id)


def compare_gone(stage: Stage, size: int, count: Count) -> None:
    for entries in gone(stage, size):
        for entry in entries:
            count.judge(Verdict.GONE_THERE, entry.old_id)


def _verdict(item: Item, entry: ImportedRow | None, now: dict[int, str]) -> Verdict:
    if entry is None:
        return Verdict.MISSING
    same_there = entry.mark == mark_of(item.values)
    if not entry.kept:
        return Verdict.LEFT_ALONE if same_there else Verdict.BOTH_CHANGED
    same_here = now.get(item.old_id) == entry.kept
    if same_there:
        return Verdict.SAME if same_here else Verdict.CHANGED_HERE
    return Verdict.CHANGED_THERE if same_here else Verdict.BOTH_CHANGED
