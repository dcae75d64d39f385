"""What was sent, what went wrong, and what only serves the running of the site."""

from django.utils.translation import gettext_lazy as _

from proctoring_host.models.circuits import Circuit
from proctoring_host.models.effects import Effect
from proctoring_host.models.imports import ImportedRow
from proctoring_host.models.incidents import Incident
from proctoring_host.models.personal.reasons import BACKEND, BESIDE_EXAM, FACT, INTERNAL, LINK
from proctoring_host.models.personal.terms import Holds, Table, blanked, kept, nothing

EFFECT = Table(
    model=Effect,
    owner="attempt__user",
    name="messages",
    text=_("What was sent because of your attempts: mails to you, and messages to the proctoring service."),
    beside={"attempt_code": ("attempt__code", _("the number of the attempt"))},
    columns={
        **nothing("id", "lane", "lease_token", "leased_until", "next_at", "tries"),
        "kind": kept(Holds.CONDUCT, FACT, _("what was sent")),
        "key": kept(Holds.TECHNICAL, INTERNAL),
        "payload": blanked(Holds.TECHNICAL, reason=INTERNAL),
        "attempt": kept(Holds.ACCOUNT, LINK),
        "backend": kept(Holds.CONDUCT, FACT, BACKEND),
        "correlation_id": kept(Holds.TECHNICAL, INTERNAL),
        "state": kept(Holds.CONDUCT, FACT, _("whether it was sent, waits or was given up")),
        "handed_over_at": kept(Holds.CONDUCT, FACT, _("when it was handed to the mail server")),
        "last_error": blanked(Holds.TECHNICAL, reason=INTERNAL),
        "result": blanked(Holds.TECHNICAL, reason=INTERNAL),
        "created": kept(Holds.CONDUCT, FACT, _("when it was to be sent")),
        "done_at": kept(Holds.CONDUCT, FACT, _("when it was sent")),
    },
)

INCIDENT = Table(
    model=Incident,
    owner="user",
    name="reported_problems",
    text=_("Problems that your browser reported, or that a page told you of."),
    beside=BESIDE_EXAM,
    columns={
        **nothing("id", "exam"),
        "reference": kept(Holds.CONDUCT, FACT, _("the reference number")),
        "kind": kept(Holds.CONDUCT, FACT, _("what kind of problem it was")),
        "key": kept(Holds.TECHNICAL, INTERNAL),
        "attempt": kept(Holds.ACCOUNT, LINK),
        "user": kept(Holds.ACCOUNT, LINK),
        "backend": kept(Holds.CONDUCT, FACT, BACKEND),
        "detail": blanked(Holds.WORDS, _("what was told of it")),
        "facts": blanked(Holds.TECHNICAL, _("what the browser told of itself")),
        "correlation_id": kept(Holds.TECHNICAL, INTERNAL),
        "at": kept(Holds.CONDUCT, FACT, _("when this happened")),
    },
)

CIRCUIT = Table(model=Circuit, columns=nothing("id", "backend", "failures", "trips", "open_until", "changed_at"))

IMPORTED_ROW = Table(model=ImportedRow, columns=nothing("id", "table", "old_id", "new_id", "mark", "kept"))

OPERATIONS = (EFFECT, INCIDENT, CIRCUIT, IMPORTED_ROW)
