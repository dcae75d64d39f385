"""Reading an answer, with what is wrong in it as the host's error."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from proctoring_rest_backend.answers import Wrong
from proctoring_rest_backend.api import Api
from proctoring_rest_backend.transport import Call

T = TypeVar("T")


def read(api: Api, call: Call, reader: Callable[[Mapping[str, Any]], T], content: Mapping[str, Any]) -> T:
    """What `reader` makes of the content of the answer; raises `BackendAnswerInvalid`."""
    try:
        return reader(content)
    except Wrong as wrong:
        raise api.invalid(call, str(wrong)) from None


def in_language(language: str) -> dict[str, str]:
    """The header for an answer that people read."""
    return {"Accept-Language": language} if language else {}
