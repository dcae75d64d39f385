"""The names under which vendors know the learners of an older installation."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from proctoring_host.importing import tables
from proctoring_host.importing.counts import Count
from proctoring_host.importing.reasons import Skip, Verdict
from proctoring_host.importing.world import World
from proctoring_host.models import Pseudonym
from proctoring_host.people.pseudonyms import legacy_pseudonym

NAME = "learners' names at vendors"
NO_BACKEND = "None"
"""What the older installation put into the name where an exam left the backend to the site."""
Known = tuple[int, str]


class Names:
    """No table holds them: they follow from the configured key, the *old* id of the user and the backend."""

    name = NAME

    def __init__(self, world: World) -> None:
        self._world = world

    def batches(self, size: int) -> Iterator[Sequence[int]]:
        """The old ids of learners who had proctored attempts."""
        quoted, after = self._world.source.quoted, 0
        user = quoted("user_id")
        sql = (
            f"SELECT DISTINCT {user} FROM {quoted(tables.ATTEMPTS.db_table)} "
            f"WHERE {user} > %s ORDER BY {user} LIMIT {size:d}"
        )
        while rows := self._world.source.rows(sql, (after,)):
            yield [int(row[0]) for row in rows]
            after = rows[-1][0]

    def take_over(self, learners: Sequence[int], count: Count) -> None:
        new: list[Pseudonym] = []
        for (user_id, backend), value, present in self._wanted(learners, count):
            if not value:
                count.skip(Skip.NO_KEY, user_id)
            elif present is None:
                new.append(Pseudonym(user_id=user_id, backend=backend, value=value))
            elif present == value:
                count.unchanged += 1
            else:
                count.skip(Skip.OTHER_NAME, user_id)
        if not self._world.dry:
            with transaction.atomic():
                Pseudonym.objects.bulk_create(new, batch_size=500)
        count.new += len(new)

    def compare(self, learners: Sequence[int], count: Count) -> None:
        for known, value, present in self._wanted(learners, count):
            if not value:
                count.skip(Skip.NO_KEY, known[0])
            elif present is not None and present != value:
                count.skip(Skip.OTHER_NAME, known[0])
            else:
                count.judge(Verdict.SAME if present else Verdict.MISSING, known[0])

    def _wanted(self, learners: Sequence[int], count: Count) -> Iterator[tuple[Known, str, str | None]]:
        """User here and backend, the name there should be, the name there is."""
        people = self._world.people.of(learners)
        names = self._names(learners, people)
        rows = Pseudonym.objects.filter(user_id__in=people.values()).values_list("user_id", "backend", "value")
        present = {(user, backend): value for user, backend, value in rows}
        for known, value in sorted(names.items()):
            count.source += 1
            count.read += 1
            yield known, value, present.get(known)

    def _names(self, learners: Sequence[int], people: Mapping[int, int]) -> Mapping[Known, str]:
        found: dict[Known, str] = {}
        # Exams that name their backend come last, and win over those that left it to the site.
        for old_id, backend in sorted(self._pairs(learners), key=lambda pair: pair[1]):
            here = self._world.backend_or_default(backend)
            if old_id in people and here:
                found[(people[old_id], here)] = legacy_pseudonym(old_id, backend or NO_BACKEND)
        return found

    def _pairs(self, learners: Sequence[int]) -> set[tuple[int, str]]:
        source = self._world.source
        sql = (
            f"SELECT DISTINCT a.user_id, e.backend FROM {source.quoted(tables.ATTEMPTS.db_table)} a "
            f"JOIN {source.quoted(tables.EXAMS.db_table)} e ON e.id = a.proctored_exam_id "
            f"WHERE a.taking_as_proctored = %s AND a.user_id IN ({source.marks(learners)})"
        )
        return {(int(user), backend or "") for user, backend in source.rows(sql, (True, *learners))}
