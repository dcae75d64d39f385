"""Writes one batch of a stage, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from django.db import DataError, IntegrityError, transaction

from proctoring_host.deadlocks import retried
from proctoring_host.importing.columns import Row
from proctoring_host.importing.counts import SHOWN, Count
from proctoring_host.importing.forgotten import blank
from proctoring_host.importing.items import Item, mark_of
from proctoring_host.importing.reasons import Conflict
from proctoring_host.importing.refusals import ImportRefused
from proctoring_host.importing.stages.base import FOLLOWING, Stage
from proctoring_host.importing.writing import insert, update
from proctoring_host.models import ImportedRow


def take_over(stage: Stage, rows: Sequence[Row], count: Count) -> None:
    """New rows are written, changed ones follow, all others stay as they are. Counts only what was committed.

    Where the database does not take a row, the others of its batch are taken over one by one.
    """
    try:
        add_up(count, _taken_over(stage, rows))
    except (DataError, IntegrityError):
        for row in rows:
            _take_over_alone(stage, row, count)


def _take_over_alone(stage: Stage, row: Row, count: Count) -> None:
    """Twice, as another run may just have written it."""
    for _ in range(2):
        with suppress(DataError, IntegrityError):
            add_up(count, _taken_over(stage, [row]))
            return
    count.read += 1
    count.conflict(Conflict.REFUSED, stage.translate([row])[0].old_id)


@retried
def _taken_over(stage: Stage, rows: Sequence[Row]) -> Count:
    found = Count(stage.name)
    with transaction.atomic():
        _take_over(stage, rows, found)
    return found


def add_up(count: Count, found: Count) -> None:
    for name in ("read", "new", "unchanged", "changed", "met", "removed"):
        setattr(count, name, getattr(count, name) + getattr(found, name))
    for name in ("skipped", "conflicts", "notes", "verdicts"):
        getattr(count, name).update(getattr(found, name))
    for reason, old_ids in found.samples.items():
        count.samples[reason] = [*count.samples.get(reason, []), *old_ids][:SHOWN]


def marks_of_rows(stage: Stage, entries: Sequence[ImportedRow], *, lock: bool = False) -> dict[int, str]:
    """What rows here say now, by old id; of those that were written by an import and are still here.

    With a lock, which needs a transaction, they go on saying it until its end.
    """
    names = [field.attname for field in stage.model._meta.concrete_fields if not field.primary_key]
    kept = {entry.new_id: entry.old_id for entry in entries if entry.kept}
    manager = stage.model._base_manager
    # The newest first, as everybody locks attempts who locks several.
    rows = (manager.select_for_update() if lock else manager.all()).order_by("-pk").in_bulk(list(kept))
    return {kept[pk]: mark_of({name: getattr(row, name) for name in names}, FOLLOWING) for pk, row in rows.items()}


def refuse_others(stage: Stage, items: Sequence[Item], known: Mapping[int, ImportedRow]) -> None:
    """Raises `ImportRefused` where the old ids are those of another source than before."""
    if not stage.identity:
        return
    rows = stage.model._base_manager.in_bulk([known[item.old_id].new_id for item in items])
    for item in items:
        row = rows.get(known[item.old_id].new_id)
        if row is not None and any(getattr(row, name) != item.values[name] for name in stage.identity):
            raise ImportRefused(
                f"Row {item.old_id} of {stage.name} is not the one that was taken over under this id. "
                "This is another source than before; a site can take over one."
            )


def _take_over(stage: Stage, rows: Sequence[Row], count: Count) -> None:
    items = stage.translate(rows)
    count.read = len(rows)
    wanted = [item for item in items if item.skipped is None]
    for item in items:
        if item.skipped is not None:
            count.skip(item.skipped, item.old_id)
    known = stage.world.book.entries(stage.book_name, [item.old_id for item in wanted])
    _follow(stage, [item for item in wanted if item.old_id in known], known, count)
    fresh = [item for item in wanted if item.old_id not in known]
    here = stage.here(fresh) if fresh else {}
    _meet(stage, [item for item in fresh if item.old_id in here], here, count)
    _add(stage, [item for item in fresh if item.old_id not in here], count)


def _add(stage: Stage, items: Sequence[Item], count: Count) -> None:
    if not items:
        return
    _finish(stage, items, _forgotten(stage, items))
    world = stage.world
    pks = world.book.invent(len(items)) if world.dry else insert(stage.model, [item.written for item in items])
    pairs = list(zip(items, pks, strict=True))
    world.book.add([_entry(stage, item, pk, kept=_kept(item)) for item, pk in pairs])
    if not world.dry:
        stage.after_writing(pairs)
    count.new = len(items)
    for item in items:
        count.note(item.notes, item.old_id)


def _forgotten(stage: Stage, items: Sequence[Item]) -> Collection[int]:
    """By old id. What it locks are attempts, so it is asked before rows that belong to them are locked."""
    return {item.old_id for item in stage.about_forgotten(items)}


def _finish(stage: Stage, items: Sequence[Item], forgotten: Collection[int]) -> None:
    stage.finish(items)
    blank(stage.model, [item for item in items if item.old_id in forgotten])


def _kept(item: Item) -> str:
    return mark_of(item.written, FOLLOWING)


def _entry(stage: Stage, item: Item, pk: int, *, kept: str) -> ImportedRow:
    return ImportedRow(table=stage.book_name, old_id=item.old_id, new_id=pk, mark=mark_of(item.values), kept=kept)


def _meet(stage: Stage, items: Sequence[Item], here: Mapping[int, int], count: Count) -> None:
    """Rows that were here under their own names: they stay as they are."""
    taken = stage.world.book.taken(stage.book_name, [here[item.old_id] for item in items])
    for item in items:
        if (holder := taken.get(here[item.old_id])) is not None:
            if holder == item.old_id:  # another run has just written it
                count.unchanged += 1
            else:
                count.conflict(Conflict.SHARED, item.old_id)
            continue
        stage.world.book.add([_entry(stage, item, here[item.old_id], kept="")])
        count.met += 1


def _follow(stage: Stage, items: Sequence[Item], known: Mapping[int, ImportedRow], count: Count) -> None:
    """Rows that were taken over before."""
    changed = [item for item in items if mark_of(item.values) != known[item.old_id].mark]
    count.unchanged = len(items) - len(changed)
    if not changed:
        return
    entries = [known[item.old_id] for item in changed]
    refuse_others(stage, changed, known)
    forgotten = _forgotten(stage, changed)
    now = marks_of_rows(stage, entries, lock=not stage.world.dry)
    free = [item for item in changed if now.get(item.old_id, "") == known[item.old_id].kept != ""]
    unmoved = {item.old_id for item in free}
    contested = [item for item in changed if item.old_id not in unmoved]
    _finish(stage, contested, forgotten)
    _contest(stage, contested, known, now, count)
    _rewrite(stage, free, known, forgotten, count)


def _contest(
    stage: Stage, items: Sequence[Item], known: Mapping[int, ImportedRow], now: Mapping[int, str], count: Count
) -> None:
    """Rows that changed on both sides; those that became the same, as of a learner who was forgotten, need nobody."""
    for item in items:
        entry = known[item.old_id]
        if entry.kept and item.old_id not in now:
            count.conflict(Conflict.GONE_HERE, item.old_id)
        elif now.get(item.old_id) != _kept(item):
            count.conflict(Conflict.BOTH_CHANGED, item.old_id)
        else:
            entry.mark, entry.kept = mark_of(item.values), _kept(item)
            stage.world.book.revise(entry)
            count.unchanged += 1


def _rewrite(
    stage: Stage, items: Sequence[Item], known: Mapping[int, ImportedRow], forgotten: Collection[int], count: Count
) -> None:
    if not items:
        return
    if not stage.world.dry:
        stage.before_changes([known[item.old_id].new_id for item in items])
    _finish(stage, items, forgotten)
    for item in items:
        entry = known[item.old_id]
        entry.mark, entry.kept = mark_of(item.values), _kept(item)
        if not stage.world.dry:
            update(stage.model, entry.new_id, item.written)
        stage.world.book.revise(entry)
        count.note(item.notes, item.old_id)
    if not stage.world.dry:
        stage.after_writing([(item, known[item.old_id].new_id) for item in items])
    count.changed = len(items)
