"""What belongs to attempts is changed in the LMS: in Studio nobody could be told of grades and certificates."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.errors import BelongsToLms

P = ParamSpec("P")
R = TypeVar("R")


def lms_only(function: Callable[P, R]) -> Callable[P, R]:
    """The function also raises `BelongsToLms`, before it looks at anything it was given."""

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        if conf.get().in_studio:
            raise BelongsToLms(_sentence() % {"function": function.__name__})
        return function(*args, **kwargs)

    return called


def _sentence() -> str:
    return _(
        "%(function)s is for code that runs in the LMS, which tells grades and vendors. Studio only reads attempts."
    )
