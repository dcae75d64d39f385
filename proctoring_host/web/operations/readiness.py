"""Whether this process can do its work, and whether the site does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.utils.translation import gettext as _

from proctoring_host.effects.numbers import paused_backends
from proctoring_host.effects.queries import backlog
from proctoring_host.registry import get_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`needed` are those without which no request can be answered; `text` is for people."""

    name: str
    ok: bool
    needed: bool
    text: str = ""


class NotMigrated(Exception):
    """Migrations are not applied."""


def readiness(now: datetime) -> Sequence[Check]:
    """Stops at a database that is away: nothing else could be asked."""
    try:
        connection.ensure_connection()
        checks = [Check(name="database", ok=True, needed=True), _migrations()]
        return [*checks, *(_work(now) if checks[-1].ok else ())]
    except DatabaseError:
        return [Check(name="database", ok=False, needed=True, text=_("The database cannot be reached."))]


def _migrations() -> Check:
    try:
        _require_migrated()
    except NotMigrated:
        return Check(name="migrations", ok=False, needed=True, text=_("Migrations are not applied."))
    return Check(name="migrations", ok=True, needed=True)


@cache
def _require_migrated() -> None:
    """Reads all migrations, which takes a while: once they are applied they stay so for this process."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


def _work(now: datetime) -> Sequence[Check]:
    return [_outbox(now), _backends()]


def _outbox(now: datetime) -> Check:
    found = backlog(now)
    text = _("%(number)s vendor calls or mails are overdue, the oldest for %(seconds)s seconds; does a worker run?")
    values = {"number": found.overdue, "seconds": round(found.oldest_age_seconds)}
    return Check(name="outbox", ok=not found.overdue, needed=False, text=text % values if found.overdue else "")


def _backends() -> Check:
    broken = [handle.name for handle in get_registry().backends() if not handle.available]
    paused = paused_backends()
    parts = [
        _("Not available: %(names)s.") % {"names": ", ".join(broken)} if broken else "",
        _("Vendors that do not answer: %(names)s.") % {"names": ", ".join(paused)} if paused else "",
    ]
    return Check(name="backends", ok=not broken and not paused, needed=False, text=" ".join(filter(None, parts)))
