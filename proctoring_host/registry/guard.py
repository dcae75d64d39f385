"""The one place that catches everything a plugin can throw, and that writes about it without giving values away."""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CodeType, TracebackType
from typing import Any, TypeVar

from proctoring_host.errors import ProctoringError

T = TypeVar("T")
MASK = "***"
SHORTEST_SECRET = 4
# Their messages are made by the interpreter and name code, not values.
_ABOUT_CODE = (ImportError, SyntaxError, AttributeError, NameError, TypeError)


class PluginRaised(Exception):
    """Carries what a plugin raised; `error` may be any BaseException, such as SystemExit."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(type(error).__name__)
        self.error = error


def guarded(call: Callable[[], T]) -> T:
    """Run code of a plugin. Only the two exceptions that belong to our own process go through as they are."""
    try:
        return call()
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        # Also SystemExit: a plugin must not end the site.
        raise PluginRaised(error) from error


def describe(error: BaseException, *, values: bool = False, secrets: Iterable[str] = ()) -> str:
    """Name an exception and its place.

    The message is added when it cannot hold a value (`ProctoringError`, and what the interpreter says about code),
    or when `values` allows it because the plugin has seen none yet. Every text of `secrets` is masked in it.
    """
    name = type(error).__name__
    if not (values or isinstance(error, (ProctoringError, *_ABOUT_CODE))):
        return f"{name} at {place(error)}"
    message = masked(" ".join(guarded_text(error).split()), secrets)
    return f"{name}: {message} (at {place(error)})" if message else f"{name} at {place(error)}"


def guarded_text(error: BaseException) -> str:
    """`str(error)`, or nothing where even that fails."""
    try:
        return guarded(lambda: str(error))
    except PluginRaised:
        return ""


def masked(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the secrets; the longest first, as one may be a part of another."""
    for value in sorted(set(secrets), key=len, reverse=True):
        if len(value) >= SHORTEST_SECRET:
            text = text.replace(value, MASK)
    return text


def texts_in(value: object) -> Iterator[str]:
    """Every text in a nest of dictionaries and lists, such as a backend's raw options."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def place(error: BaseException) -> str:
    """Module and line where it was raised."""
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return "an unknown place"
    frame, line = frames[-1]
    return f"{frame.f_globals.get('__name__', frame.f_code.co_filename)}:{line}"


def trace(error: BaseException) -> str:
    """A traceback without a single value: frames, and the types along the chain of causes."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        parts.append("".join(_frames(link.__traceback__)) + f"  {type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\nraised after:\n".join(parts)


def _frames(tb: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(tb):
        yield f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_name}\n'


def raised_by(error: BaseException, functions: Mapping[str, Iterable[Callable[..., Any]]]) -> str | None:
    """Which plugin's function raised: the innermost one on the traceback, as wrappers around it are on it too."""
    owners: dict[CodeType, str] = {}
    for plugin, implementations in functions.items():
        for function in implementations:
            code = getattr(inspect.unwrap(function), "__code__", None)
            if code is not None:
                owners[code] = plugin
    found = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        found = owners.get(frame.f_code, found)
    return found
