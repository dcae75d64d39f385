"""Reviews and their comments."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proctoring_host.data import VideoLink
from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.errors import BackendError
from proctoring_host.exams.revisions import kind_of
from proctoring_host.importing import tables
from proctoring_host.importing.columns import Row
from proctoring_host.importing.items import Item
from proctoring_host.importing.reasons import Note, Skip
from proctoring_host.importing.stages.attempt_facts import code_for, first_of_codes
from proctoring_host.importing.stages.base import Stage, ids_of, plain
from proctoring_host.importing.world import World
from proctoring_host.models import Review, ReviewComment, Revision
from proctoring_host.registry import calls
from proctoring_host.reviews.raw import raw_text

VERDICTS = {
    "Clean": ReviewStatus.PASSED,
    "Rules Violation": ReviewStatus.VIOLATION,
    "Suspicious": ReviewStatus.SUSPICIOUS,
    "Not Reviewed": ReviewStatus.NOT_REVIEWED,
}
DELIVERY = {"delivery": "imported"}
"""Says in the history that a vendor delivered it; like no later delivery, so that each of those counts as news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The attempt that a code belongs to."""

    old_id: int
    new_id: int
    code: str
    backend: str
    removed: bool


class Reviews(Stage):
    """By the code of the attempt, also of one that was removed. Nothing keeps the older tables from having several."""

    table = tables.REVIEWS
    model = Review
    removable = True

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        people = self.world.people.of(ids_of(rows, "reviewed_by_id"))
        codes = [row["attempt_code"] for row in rows]
        attempts = attempts_of_codes(self.world, codes)
        same = self.world.source.same
        newest = {same(code): pk for code, pk in self._newest(self.table, "attempt_code", codes).items()}
        items = []
        for row in rows:
            item = Item(old_id=row["id"])
            items.append(item)
            if row["attempt_code"] not in attempts:
                item.skipped = Skip.ATTEMPT_UNKNOWN
            elif newest.get(same(row["attempt_code"]), row["id"]) != row["id"]:
                item.skipped = Skip.REVIEWED_ANEW
            elif row["review_status"] not in VERDICTS:
                item.skipped = Skip.VERDICT_UNKNOWN
            else:
                item.values = review_values(row, attempts[row["attempt_code"]], people)
        return items

    def here(self, items: Sequence[Item]) -> Mapping[int, int]:
        reviews = Review.objects.filter(attempt_id__in=[item.values["attempt_id"] for item in items])
        known = dict(reviews.values_list("attempt_id", "pk"))
        return {item.old_id: known[item.values["attempt_id"]] for item in items if item.values["attempt_id"] in known}

    def finish(self, items: Sequence[Item]) -> None:
        for item in items:
            backend = self.world.backend_or_default(item.values["backend"])
            item.finished["backend"] = backend
            if item.values["encrypted_video_url"]:
                _renew_link(item, backend)

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        forgotten = self._attempts_forgotten([item.values["attempt_id"] for item in items])
        return [item for item in items if item.values["attempt_id"] in forgotten]

    def after_writing(self, written: Sequence[tuple[Item, int]]) -> None:
        """A person's verdict stays whatever the vendor sends later, and the history is where that is looked up."""
        decided = [(item, pk) for item, pk in written if item.values["reviewed_by_id"] and not _by_vendor(item)]
        learners = dict(Review.objects.filter(pk__in=[pk for _, pk in decided]).values_list("pk", "attempt__user_id"))
        Revision.objects.bulk_create(
            Revision(
                kind=kind_of(Review),
                object_id=pk,
                action=Revision.Action.CHANGED,
                values=history_values(item.written),
                learner_id=learners[pk],
                changed_by_id=item.values["reviewed_by_id"],
                at=item.values["modified"],
            )
            for item, pk in decided
        )


def _renew_link(item: Item, backend: str) -> None:
    stored = item.values["encrypted_video_url"]
    try:
        link = VideoLink(encrypted_video_url=stored)
        item.finished["encrypted_video_url"] = calls.renew_video_link(backend, link)
    except BackendError:
        item.notes.append(Note.VIDEO_UNREADABLE)


def attempts_of_codes(world: World, codes: Sequence[str]) -> Mapping[str, Reviewed]:
    """Of those that were taken over; a present attempt before a removed one."""
    same = world.source.same
    present = {same(code): (int(pk), code) for code, pk in first_of_codes(world, codes).items()}
    lost = sorted(code for code in set(codes) if same(code) not in present)
    removed = {same(row["attempt_code"]): (row["id"], row["attempt_code"]) for row in _history(world, lost)}
    found = {**removed, **present}
    new_ids = world.book.new_ids(tables.ATTEMPTS.name, [pk for pk, _ in found.values()])
    backends = _backends(world, [pk for pk, _ in found.values()], [pk for pk, _ in removed.values()])
    reviewed = {
        key: Reviewed(old_id=pk, new_id=new_ids[pk], code=code, backend=backends.get(pk, ""), removed=key in removed)
        for key, (pk, code) in found.items()
        if pk in new_ids
    }
    return {code: reviewed[same(code)] for code in codes if same(code) in reviewed}


def review_values(row: Row, attempt: Reviewed, people: Mapping[int, int]) -> dict[str, Any]:
    """Also for a row of the history of reviews."""
    return {
        **plain(row, ("created", "modified", "encrypted_video_url")),
        "attempt_id": attempt.new_id,
        "attempt_code": code_for(attempt.code, attempt.old_id, {}),
        "backend": attempt.backend,
        "status": VERDICTS[row["review_status"]].value,
        "is_active": row["is_attempt_active"] and not attempt.removed,
        "reviewed_by_id": people.get(row["reviewed_by_id"]),
        "notes": "",
        "raw_data": cleaned(row["raw_data"]),
    }


def history_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in {"created", "modified"}}


def cleaned(payload: str | None) -> str:
    """By the rule of this site: without links, photographs, names and addresses. What is no JSON is kept as a text."""
    if not payload:
        return ""
    read = _read(payload)
    return raw_text(read if isinstance(read, dict) else {"payload": read})


def _read(payload: str) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return payload


def _by_vendor(item: Item) -> bool:
    """Whether the reviewer is one whom the vendor named."""
    read = _read(item.values["raw_data"])
    return isinstance(read, dict) and bool(read.get("reviewed_by"))


def _history(world: World, codes: Sequence[str]) -> Sequence[Row]:
    return world.source.where(tables.ATTEMPT_HISTORY, "attempt_code", codes)


def _backends(world: World, old_ids: Sequence[int], removed: Sequence[int]) -> Mapping[int, str]:
    rows = [
        *world.source.where(tables.ATTEMPTS, "id", old_ids),
        *world.source.where(tables.ATTEMPT_HISTORY, "id", removed),
    ]
    exams = world.exams(ids_of(rows, "proctored_exam_id"))
    return {row["id"]: exams[row["proctored_exam_id"]].backend for row in rows if row["proctored_exam_id"] in exams}


class Comments(Stage):
    """In the order in which they were made, which their old ids tell."""

    table = tables.COMMENTS
    model = ReviewComment
    removable = True

    def about_forgotten(self, items: Sequence[Item]) -> Collection[Item]:
        reviews = Review.objects.filter(pk__in=[item.values["review_id"] for item in items])
        attempts = dict(reviews.values_list("pk", "attempt_id"))
        forgotten = self._attempts_forgotten(attempts.values())
        return [item for item in items if attempts.get(item.values["review_id"]) in forgotten]

    def translate(self, rows: Sequence[Row]) -> list[Item]:
        reviews = self.world.book.entries(tables.REVIEWS.name, ids_of(rows, "review_id"))
        items = []
        for row in rows:
            item = Item(old_id=row["id"])
            items.append(item)
            review = reviews.get(row["review_id"])
            if review is None:
                item.skipped = Skip.REVIEW_UNKNOWN
            elif not review.kept:
                item.skipped = Skip.REVIEW_HERE
            else:
                item.values = _comment_values(row, review.new_id)
        return items


def _comment_values(row: Row, review_id: int) -> dict[str, Any]:
    return {
        **plain(row, ("comment", "status")),
        "review_id": review_id,
        "position": row["id"],
        "start": float(row["start_time"]),
        "stop": float(row["stop_time"]),
        "duration": float(row["duration"]),
    }
