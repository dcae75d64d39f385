"""What other people's code hands over, looked at before it is a question to a database.

Databases differ in what they do with an id that is none: one finds nothing, one fails and spoils the caller's
transaction, and one takes "5th" for 5.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from proctoring_host.web.rest.fields import Fields

P = ParamSpec("P")
R = TypeVar("R")
NUMBERS = frozenset({"attempt_id", "exam_id", "set_by_user_id", "user_id"})
TEXTS = frozenset({"content_id", "course_id", "key", "search_by", "text_search", "user_info", "username"})


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Ids may be text, and become numbers; None stays, and is nobody's. The function also raises `InvalidValue`."""
    names = signature(function)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        given = names.bind(*args, **kwargs)
        given.arguments.update(_numbers(given.arguments))
        _refuse_unstorable(given.arguments)
        return function(*given.args, **given.kwargs)

    return asked


def number_of(name: str, value: Any) -> int | None:
    """Raises `InvalidValue`."""
    return None if value is None else Fields({name: value}).integer(name)


def _numbers(arguments: Mapping[str, Any]) -> dict[str, int | None]:
    return {name: number_of(name, arguments[name]) for name in sorted(NUMBERS & arguments.keys())}


def _refuse_unstorable(arguments: Mapping[str, Any]) -> None:
    """Opaque keys hold nothing that is not storable, and are handed on as they are."""
    for name in sorted(TEXTS & arguments.keys()):
        if isinstance(arguments[name], int | str):
            Fields(arguments).person(name)
