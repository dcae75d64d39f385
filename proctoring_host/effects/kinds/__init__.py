"""The kinds of effects by name; each handler stands in a module of its own and is loaded at first use.

Loading late keeps the outbox importable from every use case, although handlers call use cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.module_loading import import_string

from proctoring_host.effects.outcomes import Handler


class Kind(StrEnum):
    """What an effect does; the payload of each is described in its module."""

    VENDOR_REGISTER = "vendor_register"
    VENDOR_NOTIFY = "vendor_notify"
    VENDOR_REMOVE = "vendor_remove"
    VENDOR_EXAM = "vendor_exam"
    VENDOR_RETIRE = "vendor_retire"
    FOLLOW_UP = "follow_up"
    MAIL = "mail"
    OBSERVERS = "observers"
    REVIEW_OBSERVERS = "review_observers"
    DELIVERY_OBSERVERS = "delivery_observers"
    COURSEWORK = "coursework"
    CREDIT = "credit"
    GRADE = "grade"
    CERTIFICATE = "certificate"
    SUPPORT = "support"
    EXAM_EVENT = "exam_event"
    STATUS_SIGNAL = "status_signal"
    TRACKING = "tracking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """`handler` is the path of its function; `calls_vendor` says whether that calls the vendor of its backend.

    `kept_for` is what one that is done is asked for, however old it is; a kind that nobody asks for has none, and its
    old rows may be pruned. Whether something later was told counts for none: `prune` sees to that.
    """

    handler: str
    kept_for: str
    calls_vendor: bool = False


_HERE = "proctoring_host.effects.kinds"
TOLD_THE_PLATFORM = "why a grade, a credit or a certificate was changed"
NOTHING = ""

DECLARED: Mapping[str, Declared] = MappingProxyType(
    {
        Kind.VENDOR_REGISTER: Declared(
            handler=f"{_HERE}.vendor_register.handle",
            calls_vendor=True,
            kept_for="whether an attempt is registered already",
        ),
        Kind.VENDOR_NOTIFY: Declared(handler=f"{_HERE}.vendor_notify.handle", calls_vendor=True, kept_for=NOTHING),
        Kind.VENDOR_REMOVE: Declared(
            handler=f"{_HERE}.vendor_remove.handle",
            calls_vendor=True,
            kept_for="whether a vendor was asked to remove an attempt",
        ),
        Kind.VENDOR_EXAM: Declared(
            handler=f"{_HERE}.vendor_exam.handle", calls_vendor=True, kept_for="whether a vendor was told of an exam"
        ),
        Kind.VENDOR_RETIRE: Declared(
            handler=f"{_HERE}.vendor_retire.handle",
            calls_vendor=True,
            kept_for="the proof that a vendor has forgotten a learner",
        ),
        Kind.FOLLOW_UP: Declared(
            handler=f"{_HERE}.follow_up.handle", calls_vendor=True, kept_for="the number of the next one"
        ),
        Kind.MAIL: Declared(handler=f"{_HERE}.mail.handle", kept_for="whether a learner was told already"),
        Kind.OBSERVERS: Declared(handler=f"{_HERE}.observers.handle_change", kept_for=NOTHING),
        Kind.REVIEW_OBSERVERS: Declared(handler=f"{_HERE}.observers.handle_review", kept_for=NOTHING),
        Kind.DELIVERY_OBSERVERS: Declared(handler=f"{_HERE}.observers.handle_delivery", kept_for=NOTHING),
        Kind.COURSEWORK: Declared(
            handler=f"{_HERE}.platform_services.handle_coursework", kept_for="why answers were forgotten"
        ),
        Kind.CREDIT: Declared(handler=f"{_HERE}.platform_services.handle_credit", kept_for=TOLD_THE_PLATFORM),
        Kind.GRADE: Declared(handler=f"{_HERE}.platform_services.handle_grade", kept_for=TOLD_THE_PLATFORM),
        Kind.CERTIFICATE: Declared(handler=f"{_HERE}.platform_services.handle_certificate", kept_for=TOLD_THE_PLATFORM),
        Kind.SUPPORT: Declared(handler=f"{_HERE}.support.handle", kept_for="whether support was asked about a review"),
        Kind.EXAM_EVENT: Declared(handler=f"{_HERE}.exam_event.handle", kept_for=TOLD_THE_PLATFORM),
        Kind.STATUS_SIGNAL: Declared(handler=f"{_HERE}.status_signal.handle", kept_for=NOTHING),
        Kind.TRACKING: Declared(handler=f"{_HERE}.tracking.handle", kept_for=NOTHING),
    }
)
VENDOR_KINDS = frozenset(Kind(kind) for kind, declared in DECLARED.items() if declared.calls_vendor)
"""Those that call the vendor of their backend."""
PRUNABLE = tuple(Kind(kind) for kind, declared in DECLARED.items() if not declared.kept_for)
"""Those whose old rows nobody asks for."""


def handler_of(kind: str) -> Handler:
    """The handler of a kind; KeyError for one that nobody registered."""
    handler: Handler = import_string(DECLARED[kind].handler)
    return handler
