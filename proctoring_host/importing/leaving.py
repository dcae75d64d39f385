"""What is gone in the source since it was taken over goes here too: an allowance that was taken away, a policy."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from proctoring_host.importing.batches import marks_of_rows
from proctoring_host.importing.counts import Count
from proctoring_host.importing.reasons import Conflict
from proctoring_host.importing.stages.base import Stage
from proctoring_host.importing.writing import delete
from proctoring_host.models import ImportedRow


def gone(stage: Stage, size: int) -> Iterator[Sequence[ImportedRow]]:
    """Entries of the book whose old row is not in the source any more."""
    after = -1
    rows = ImportedRow.objects.filter(table=stage.book_name).order_by("old_id")
    while entries := list(rows.filter(old_id__gt=after)[:size]):
        there = stage.still_there([entry.old_id for entry in entries])
        if missing := [entry for entry in entries if entry.old_id not in there]:
            yield missing
        after = entries[-1].old_id


def let_go(stage: Stage, entries: Sequence[ImportedRow], count: Count) -> None:
    """What somebody changed here meanwhile, or had here before, stays."""
    with transaction.atomic():
        now = marks_of_rows(stage, entries, lock=not stage.world.dry)
        for entry in entries:
            if entry.kept and now.get(entry.old_id, entry.kept) != entry.kept:
                count.conflict(Conflict.GONE_THERE, entry.old_id)
                continue
            if entry.kept and not stage.world.dry:
                delete(stage.model, entry.new_id)
            stage.world.book.forget(entry)
            count.removed += 1
