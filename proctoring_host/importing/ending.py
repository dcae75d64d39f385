"""The log of attempts that were handed in by the import, as their time had long been up."""

from django.db import transaction

from proctoring_host.domain.statuses import IN_PROGRESS, Actor
from proctoring_host.importing import tables
from proctoring_host.importing.book import Book
from proctoring_host.importing.stages.attempts import ENDED
from proctoring_host.importing.world import World
from proctoring_host.models import Attempt, ImportedRow, Transition

REASON = "The deadline had passed before this attempt was taken over."


def log_ended(world: World) -> None:
    """After the older entries of the log, so that it can be read from the beginning to the end. May be called again."""
    waiting = ImportedRow.objects.filter(table=ENDED, new_id=0)
    for entry in [] if world.dry else list(waiting):
        with transaction.atomic():
            # Another run may have been quicker.
            if still := waiting.select_for_update().filter(pk=entry.pk).first():
                _log(world.book, still, world)


def _log(book: Book, entry: ImportedRow, world: World) -> None:
    attempt = Attempt.everything.get(pk=book.new_ids(tables.ATTEMPTS.name, [entry.old_id])[entry.old_id])
    last = Transition.objects.filter(attempt=attempt).order_by("-id").values_list("to_status", flat=True).first()
    written = Transition.objects.create(
        attempt=attempt,
        from_status=last if last in IN_PROGRESS else "",
        to_status=attempt.status,
        actor=Actor.CLOCK,
        reason=REASON,
        at=world.now,
    )
    entry.new_id = written.pk
    entry.save(update_fields=["new_id"])
