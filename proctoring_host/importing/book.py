"""Which old row is which row here: what makes an import resumable and repeatable."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

from proctoring_host.models import ImportedRow


class Book:
    """The rows that were taken over. On a dry run nothing is written, and new rows get ids below zero."""

    def __init__(self, *, dry: bool) -> None:
        self.dry = dry
        self._invented: dict[tuple[str, int], ImportedRow] = {}
        self._ids = itertools.count(-1, -1)

    def entries(self, table: str, old_ids: Collection[int]) -> dict[int, ImportedRow]:
        wanted = set(old_ids)
        if not wanted:
            return {}
        found = {row.old_id: row for row in ImportedRow.objects.filter(table=table, old_id__in=wanted)}
        for old_id in wanted if self._invented else ():
            if entry := self._invented.get((table, old_id)):
                found[old_id] = entry
        return found

    def new_ids(self, table: str, old_ids: Collection[int | None]) -> Mapping[int, int]:
        known = {old_id for old_id in old_ids if old_id is not None}
        return {old_id: entry.new_id for old_id, entry in self.entries(table, known).items()}

    def taken(self, table: str, new_ids: Collection[int]) -> Mapping[int, int]:
        """Those of these rows here that stand for some old row already, and for which."""
        if not new_ids:
            return {}
        found = ImportedRow.objects.filter(table=table, new_id__in=set(new_ids))
        return dict(found.values_list("new_id", "old_id"))

    def invent(self, number: int) -> Sequence[int]:
        return list(itertools.islice(self._ids, number))

    def add(self, entries: Iterable[ImportedRow]) -> None:
        if self.dry:
            self._invented.update({(entry.table, entry.old_id): entry for entry in entries})
        else:
            ImportedRow.objects.bulk_create(entries, batch_size=500)

    def revise(self, entry: ImportedRow) -> None:
        if not self.dry:
            entry.save(update_fields=["mark", "kept"])

    def forget(self, entry: ImportedRow) -> None:
        if not self.dry:
            entry.delete()
