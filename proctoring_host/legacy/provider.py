"""What a class of the older interface brings along; no instance is made here."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

REQUIRED = (
    "register_exam_attempt",
    "start_exam_attempt",
    "stop_exam_attempt",
    "mark_erroneous_exam_attempt",
    "remove_exam_attempt",
    "get_software_download_url",
    "on_review_callback",
    "on_exam_saved",
)
BASE = "ProctoringBackendProvider"
_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class NotAProvider(TypeError):
    """The class lacks what the older interface asks for."""


def require_provider(cls: object) -> type[Any]:
    """The class, when it has all required methods; raises `NotAProvider` with everything that is missing."""
    if not inspect.isclass(cls):
        raise NotAProvider(f"{type(cls).__name__} is not a class.")
    missing = [name for name in REQUIRED if not callable(getattr(cls, name, None))]
    missing += sorted(set(getattr(cls, "__abstractmethods__", ())) - set(missing))
    if missing:
        raise NotAProvider(f"{cls.__name__} is no proctoring provider: it lacks {', '.join(missing)}.")
    return cls


def overrides(cls: type[Any], method: str) -> bool:
    """Whether the class has an optional method of its own, rather than the empty one of the interface's base."""
    owner = next((each for each in cls.__mro__ if method in vars(each)), None)
    return owner is not None and owner.__name__ != BASE


def is_rest(cls: type[Any]) -> bool:
    """Providers of the REST kind have the address of an exam: their vendor keeps exams, and never meets a browser."""
    return hasattr(cls, "exam_url")


def attribute(cls: type[Any], name: str, kind: type[Any] | tuple[type[Any], ...]) -> Any:
    """A plain value on the class, or None: what a property would say is known to an instance only."""
    value = getattr(cls, name, None)
    return value if isinstance(value, kind) else None


def parameters(cls: type[Any]) -> tuple[Mapping[str, inspect.Parameter], bool]:
    """What `__init__` names, along the line of bases that pass `**kwargs` on; and whether it takes any key."""
    found: dict[str, inspect.Parameter] = {}
    for base in cls.__mro__:
        initialise = vars(base).get("__init__")
        if base is object or initialise is None:
            continue
        own = list(inspect.signature(initialise).parameters.values())[1:]
        found = {**{each.name: each for each in own if each.kind in _NAMED}, **found}
        if not any(each.kind is each.VAR_KEYWORD for each in own):
            return found, False
    return found, bool(found) or _takes_anything(cls)


def accepted(function: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the arguments that the function takes: the interface grew, and older classes stayed as they were."""
    signature = inspect.signature(function).parameters
    if any(each.kind is each.VAR_KEYWORD for each in signature.values()):
        return dict(arguments)
    return {name: value for name, value in arguments.items() if name in signature}


def _takes_anything(cls: type[Any]) -> bool:
    return any("__init__" in vars(base) for base in cls.__mro__ if base is not object)
