"""What the host asks of the platform around it, and the answer for a plain Django site.

A platform gives its own answers with the setting `PROCTORING_PLATFORM`: the dotted path of a function without
arguments that returns a `Platform`. It is called once in a process.
"""

from functools import cache

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from proctoring_host import conf
from proctoring_host.platform.outcomes import (
    Certificates,
    Coursework,
    CreditRecord,
    Grades,
    Support,
    SuspiciousReview,
)
from proctoring_host.platform.ports import (
    Access,
    AnyUser,
    Courses,
    Credit,
    Dates,
    Enrollment,
    Enrollments,
    Names,
    Outline,
    Outlines,
    People,
    Person,
    Platform,
    SequenceDates,
)

__all__ = [
    "Access",
    "AnyUser",
    "Certificates",
    "Courses",
    "Coursework",
    "Credit",
    "CreditRecord",
    "Dates",
    "Enrollment",
    "Enrollments",
    "Grades",
    "Names",
    "Outline",
    "Outlines",
    "People",
    "Person",
    "Platform",
    "SequenceDates",
    "Support",
    "SuspiciousReview",
    "get",
]

OVER_DJANGO_AUTH = "proctoring_host.platform.django_auth.platform"


def get() -> Platform:
    """The platform as configured; `ImproperlyConfigured` when the setting names nothing usable.

    There is no falling back to another platform: it would answer wrongly who is staff of a course.
    """
    return _made_by(conf.get().platform or OVER_DJANGO_AUTH)


@cache
def _made_by(path: str) -> Platform:
    try:
        made = import_string(path)()
    except Exception as error:
        raise ImproperlyConfigured(
            f"PROCTORING_PLATFORM: {path} could not be called ({type(error).__name__}). "
            "It must be the dotted path of a function without arguments that returns a Platform."
        ) from error
    if not isinstance(made, Platform):
        raise ImproperlyConfigured(f"PROCTORING_PLATFORM: {path} returned {type(made).__name__}, not a Platform.")
    return made
