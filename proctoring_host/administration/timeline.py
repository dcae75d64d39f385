"""All that happened to an attempt, from five tables, on one page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import VENDOR_KINDS, Kind
from proctoring_host.exams.revisions import kind_of
from proctoring_host.models import Allowance, Attempt, Effect, EffectState, Incident, Review, Revision, Transition

MOST = 300
"""Of each kind: an attempt has a few dozen, and one that does not must not fill the memory."""


class Mark(StrEnum):
    """How an entry is to be looked at; the page also says it in words."""

    PLAIN = ""
    WAITS = "waits"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`order` decides between entries of one moment: causes stand before what came of them."""

    at: datetime
    order: int
    kind: str
    what: str
    who: str = ""
    detail: str = ""
    mark: Mark = Mark.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    entries: Sequence[Entry]
    cut: bool


def timeline_of(attempt: Attempt, *, allowances: bool) -> Timeline:
    """Five queries at most. The oldest entry first. `allowances` only for who may see what is granted."""
    rows = [
        _newest(Transition.objects.filter(attempt=attempt).select_related("actor_user")),
        _newest(_versions(attempt)),
        _newest(_allowances(attempt)) if allowances else [],
        _newest(Incident.objects.filter(attempt=attempt)),
        _newest(Effect.objects.filter(attempt=attempt)),
    ]
    tellers: tuple[Callable[[Any], Entry], ...] = (_transition, _review, _allowance, _incident, _effect)
    entries = chain.from_iterable(map(tell, found) for tell, found in zip(tellers, rows, strict=True))
    return Timeline(
        entries=sorted(entries, key=lambda entry: (entry.at, entry.order)),
        cut=any(len(found) == MOST for found in rows),
    )


def _newest(rows: QuerySet[Any]) -> list[Any]:
    return list(reversed(rows.order_by("-pk")[:MOST]))


def _versions(attempt: Attempt) -> QuerySet[Revision]:
    reviews = Review.objects.filter(attempt=attempt).values("pk")
    return Revision.objects.filter(kind=kind_of(Review), object_id__in=reviews).select_related("changed_by")


def _allowances(attempt: Attempt) -> QuerySet[Revision]:
    """Of the learner in this exam, those that are gone included."""
    found = Revision.objects.filter(kind=kind_of(Allowance), learner=attempt.user_id, values__exam_id=attempt.exam_id)
    return found.select_related("changed_by")


def _transition(row: Transition) -> Entry:
    noted = row.from_status == row.to_status
    change = f"{row.from_status or '-'} \N{RIGHTWARDS ARROW} {row.to_status}"
    return Entry(
        at=row.at,
        order=0,
        kind=_("Attempt"),
        what=_("%(status)s (no change of status)") % {"status": row.to_status} if noted else change,
        who=_who(_word(row.actor), row.actor_user),
        detail=row.reason,
    )


def _review(row: Revision) -> Entry:
    delivered = "delivery" in row.values
    return Entry(
        at=row.at,
        order=1,
        kind=_("Review"),
        what=_("Verdict: %(verdict)s") % {"verdict": row.values.get("status", "-")},
        who=_word(Actor.VENDOR) if delivered else _who(_word(Actor.STAFF), row.changed_by),
        detail=_("Comments: %(number)s") % {"number": row.values["comments"]} if "comments" in row.values else "",
    )


def _allowance(row: Revision) -> Entry:
    values = {"kind": row.values.get("key", "-"), "value": row.values.get("value", "")}
    return Entry(
        at=row.at,
        order=1,
        kind=_("Allowance"),
        what=f"{values['kind']}: {values['value']}",
        who=_who(_word(Actor.STAFF), row.changed_by),
        detail=str(row.get_action_display()),
    )


def _incident(row: Incident) -> Entry:
    return Entry(
        at=row.at,
        order=2,
        kind=_("Incident"),
        what=f"{row.reference}: {row.get_kind_display()}",
        detail=row.detail,
        mark=Mark.FAILED,
        url=_address("incident", row.pk),
    )


def _effect(row: Effect) -> Entry:
    marks = {EffectState.DEAD: Mark.FAILED, EffectState.PENDING: Mark.WAITS, EffectState.RUNNING: Mark.WAITS}
    return Entry(
        at=row.done_at or row.created,
        order=3,
        kind=_kind(row.kind),
        what=f"{row.kind}: {row.get_state_display()}",
        who=row.backend,
        detail=" ".join(_details(row)),
        mark=marks.get(EffectState(row.state), Mark.PLAIN),
        url=_address("effect", row.pk),
    )


def _details(row: Effect) -> Iterator[str]:
    if row.tries > 1 or row.last_error:
        yield _("Tries: %(number)s.") % {"number": row.tries}
    if row.last_error:
        yield row.last_error


def _kind(kind: str) -> str:
    if kind in VENDOR_KINDS:
        return _("Vendor")
    return _("Mail") if kind == Kind.MAIL else _("Plugins")


def _who(actor: str, user: AbstractBaseUser | None) -> str:
    return f"{actor} ({user.get_username()})" if user else actor


def _word(actor: str) -> str:
    words: Mapping[str, str] = {
        Actor.LEARNER: _("learner"),
        Actor.STAFF: _("staff"),
        Actor.VENDOR: _("vendor"),
        Actor.CLOCK: _("clock"),
        Actor.SYSTEM: _("system"),
    }
    return words.get(actor, actor)


def _address(model: str, pk: int) -> str:
    try:
        return reverse(f"admin:proctoring_{model}_change", args=[pk])
    except NoReverseMatch:
        return ""
