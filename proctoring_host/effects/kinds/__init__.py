"""The kinds of effects by name; each handler stands in a module of its own and is loaded at first use.

Loading late keeps the outbox importable from every use case, although handlers call use cases.
"""

from enum import StrEnum

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


HANDLERS: dict[str, str] = {
    Kind.VENDOR_REGISTER: "proctoring_host.effects.kinds.vendor_register.handle",
    Kind.VENDOR_NOTIFY: "proctoring_host.effects.kinds.vendor_notify.handle",
    Kind.VENDOR_REMOVE: "proctoring_host.effects.kinds.vendor_remove.handle",
    Kind.VENDOR_EXAM: "proctoring_host.effects.kinds.vendor_exam.handle",
    Kind.VENDOR_RETIRE: "proctoring_host.effects.kinds.vendor_retire.handle",
    Kind.FOLLOW_UP: "proctoring_host.effects.kinds.follow_up.handle",
    Kind.MAIL: "proctoring_host.effects.kinds.mail.handle",
    Kind.OBSERVERS: "proctoring_host.effects.kinds.observers.handle_change",
    Kind.REVIEW_OBSERVERS: "proctoring_host.effects.kinds.observers.handle_review",
    Kind.DELIVERY_OBSERVERS: "proctoring_host.effects.kinds.observers.handle_delivery",
    Kind.COURSEWORK: "proctoring_host.effects.kinds.platform_services.handle_coursework",
    Kind.CREDIT: "proctoring_host.effects.kinds.platform_services.handle_credit",
    Kind.GRADE: "proctoring_host.effects.kinds.platform_services.handle_grade",
    Kind.CERTIFICATE: "proctoring_host.effects.kinds.platform_services.handle_certificate",
    Kind.SUPPORT: "proctoring_host.effects.kinds.support.handle",
    Kind.EXAM_EVENT: "proctoring_host.effects.kinds.exam_event.handle",
    Kind.STATUS_SIGNAL: "proctoring_host.effects.kinds.status_signal.handle",
    Kind.TRACKING: "proctoring_host.effects.kinds.tracking.handle",
}


VENDOR_KINDS = frozenset(
    {
        Kind.VENDOR_REGISTER,
        Kind.VENDOR_NOTIFY,
        Kind.VENDOR_REMOVE,
        Kind.VENDOR_EXAM,
        Kind.VENDOR_RETIRE,
        Kind.FOLLOW_UP,
    }
)
"""Those that call the vendor of their backend."""


def handler_of(kind: str) -> Handler:
    """The handler of a kind; KeyError for one that nobody registered."""
    handler: Handler = import_string(HANDLERS[kind])
    return handler
