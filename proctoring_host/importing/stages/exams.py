"""Exams, their review policies, and learners' allowances."""

from collections.abc import Collection, Mapping, Sequence

from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row
from proctoring_host.importing.forgotten import is_before, learners_forgotten
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Note, Skip
from proctoring_host.importing.stages.base import Stage, ids_of, not_below_zero, plain
from proctoring_host.importing.world import World
from proctoring_host.models import Allowance, Exam, ReviewPolicy

SAME = (
    "created",
    "modified",
    "course_id",
    "content_id",
    "external_id",
    "exam_name",
    "due_date",
    "is_proctored",
    "is_practice_exam",
    "is_active",
    "hide_after_due",
)


class Exams(Stage):
    """An exam that was published here before is the same exam, and stays as it was published."""

    table = tables.EXAMS
    model = Exam
    identity = ("course_id", "content_id")

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        return [exam_item(row, row["id"]) for row in rows]

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        courses = {item.values["course_id"] for item in items}
        exams = Exam.objects.filter(course_id__in=courses).values_list("course_id", "content_id", "pk")
        known = {(course, content): pk for course, content, pk in exams}
        keys = {item.old_id: (item.values["course_id"], item.values["content_id"]) for item in items}
        return {old_id: known[key] for old_id, key in keys.items() if key in known}

    def finish(self, items: Sequence[Item]) -> None:
        for item in items:
            backend = self.world.backend_or_default(item.values["backend"])
            item.finished["backend"] = backend
            if item.values["is_proctored"] and backend not in self.world.known_backends:
                item.notes.append(Note.BACKEND_UNKNOWN)


def exam_item(row: Row, old_id: int) -> Item:
    """Also for a row of the history of exams."""
    item = Item(old_id=old_id, values=plain(row, SAME))
    item.values["backend"] = row["backend"] or ""
    item.values["time_limit_mins"] = not_below_zero(row["time_limit_mins"], item)
    return item


class Policies(Stage):
    """One for each exam: the older installation could hold several, of which it could use none."""

    table = tables.POLICIES
    model = ReviewPolicy
    removable = True

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        exams = self.world.exams(ids_of(rows, "proctored_exam_id"))
        people = self.world.people.of(ids_of(rows, "set_by_user_id"))
        newest = self._newest(self.table, "proctored_exam_id", sorted(ids_of(rows, "proctored_exam_id")))
        items = []
        for row in rows:
            item = Item(old_id=row["id"])
            items.append(item)
            if newest[row["proctored_exam_id"]] != row["id"]:
                item.skipped = Skip.SUPERSEDED
            elif row["proctored_exam_id"] not in exams:
                item.skipped = Skip.EXAM_UNKNOWN
            else:
                item.values = policy_values(row, exams[row["proctored_exam_id"]].new_id, people)
                if item.values["set_by_id"] is None:
                    item.notes.append(Note.AUTHOR_UNKNOWN)
        return items

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        policies = ReviewPolicy.objects.filter(exam_id__in=[item.values["exam_id"] for item in items])
        known = dict(policies.values_list("exam_id", "pk"))
        return {item.old_id: known[item.values["exam_id"]] for item in items if item.values["exam_id"] in known}


def policy_values(row: Row, exam_id: int, people: Mapping[int, int]) -> dict[str, object]:
    return {
        **plain(row, ("created", "modified")),
        "exam_id": exam_id,
        "set_by_id": people.get(row["set_by_user_id"]),
        "text": row["review_policy"],
    }


class Allowances(Stage):
    """Of every kind, also those that nobody uses."""

    table = tables.ALLOWANCES
    model = Allowance
    removable = True

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        return allowance_items(self.world, rows)

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        forgotten = learners_forgotten([item.values["user_id"] for item in items])
        return [item for item in items if is_before(item.values["modified"], forgotten.get(item.values["user_id"]))]

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        users = {item.values["user_id"] for item in items}
        rows = Allowance.objects.filter(user_id__in=users).values_list("user_id", "exam_id", "key", "pk")
        known = {(user, exam, key): pk for user, exam, key, pk in rows}
        keys = {item.old_id: tuple(item.values[name] for name in ("user_id", "exam_id", "key")) for item in items}
        return {old_id: known[key] for old_id, key in keys.items() if key in known}


def allowance_items(world: World, rows: Sequence[Row]) -> list[Item]:
    """Of allowances, and of what they were before: both have the same columns."""
    exams = world.exams(ids_of(rows, "proctored_exam_id"))
    people = world.people.of(ids_of(rows, "user_id"))
    items = []
    for row in rows:
        item = Item(old_id=row["id"])
        items.append(item)
        if row["user_id"] not in people:
            item.skipped = Skip.USER_UNKNOWN
        elif row["proctored_exam_id"] not in exams:
            item.skipped = Skip.EXAM_UNKNOWN
        else:
            item.values = {
                **plain(row, ("created", "modified", "key", "value")),
                "exam_id": exams[row["proctored_exam_id"]].new_id,
                "user_id": people[row["user_id"]],
            }
    return items
