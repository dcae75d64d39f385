"""What every stage of an import looks at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from proctoring_host.importing import tables
from proctoring_host.importing.book import Book
from proctoring_host.importing.columns import Row
from proctoring_host.importing.people import People
from proctoring_host.importing.source import Source
from proctoring_host.registry import get_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamFacts:
    """An old exam and what it became. `backend` is empty where the exam left it to the site."""

    new_id: int
    backend: str
    time_limit_mins: int
    due_date: datetime | None


class World:
    """One run: its source, its book, its people, and what the site says."""

    def __init__(self, source: Source, people: People, now: datetime, *, dry: bool = False) -> None:
        self.source, self.people, self.now, self.dry = source, people, now, dry
        self.book = Book(dry=dry)
        registry = get_registry()
        self.default_backend = registry.default_backend or ""
        self.known_backends = {backend.name for backend in registry.backends()}
        self._exams: dict[int, ExamFacts] = {}

    def backend_or_default(self, name: str) -> str:
        return name or self.default_backend

    def exams(self, old_ids: Collection[int | None]) -> Mapping[int, ExamFacts]:
        """Those that were taken over. There are few of them, so they are remembered."""
        missing = {old_id for old_id in old_ids if old_id is not None and old_id not in self._exams}
        if missing:
            new_ids = self.book.new_ids(tables.EXAMS.name, missing)
            rows = self.source.where(tables.EXAMS, "id", sorted(new_ids))
            self._exams.update({row["id"]: _facts(row, new_ids[row["id"]]) for row in rows})
        return self._exams


def _facts(row: Row, new_id: int) -> ExamFacts:
    return ExamFacts(
        new_id=new_id,
        backend=row["backend"] or "",
        time_limit_mins=max(0, row["time_limit_mins"]),
        due_date=row["due_date"],
    )
