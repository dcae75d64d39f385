"""Stand-ins for event-tracking, openedx-events and edx-proctoring, with the signatures that are documented."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from django.dispatch import Signal

EVENTS = ("SUBMITTED", "VERIFIED", "REJECTED", "ERRORED", "RESET")


@dataclass(frozen=True)
class UserPersonalData:
    username: str
    email: str
    name: str = ""


@dataclass(frozen=True)
class UserData:
    id: int
    is_active: bool
    pii: UserPersonalData


@dataclass(frozen=True)
class ExamAttemptData:
    student_user: UserData
    course_key: Any
    usage_key: Any
    exam_type: str
    requesting_user: UserData | None = None


@dataclass
class EventSignal:
    """Remembers what was sent. A receiver in `failing` answers with its exception, as with `send_robust`."""

    name: str
    sent: list[tuple[str, ExamAttemptData]]
    failing: list[Any] = field(default_factory=list)

    def send_event(self, *, send_robust=True, time=None, exam_attempt):
        self.sent.append((self.name, exam_attempt))
        return [(receiver, RuntimeError("the receiver is ill")) for receiver in self.failing]


class Tracker:
    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.contexts: list[tuple[str, dict[str, Any]]] = []
        self.fails = False

    @contextmanager
    def context(self, name: str, ctx: dict[str, Any]) -> Iterator[None]:
        self.contexts.append((name, ctx))
        yield

    def emit(self, name=None, data=None):
        if self.fails:
            raise RuntimeError("the tracker is ill")
        assert self.contexts[-1][0] == name, "emitted outside its context"
        self.events.append((name, data))


def tracking_package(tracker: Tracker | None) -> dict[str, ModuleType]:
    """With None as it is where no tracker was registered."""
    registered = {"default": tracker} if tracker else {}

    def get_tracker(name="default"):
        return registered[name]

    module = _module("eventtracking.tracker", get_tracker=get_tracker, emit=tracker.emit if tracker else None)
    return {"eventtracking": _module("eventtracking", tracker=module), "eventtracking.tracker": module}


def events_package(sent: list[tuple[str, ExamAttemptData]]) -> dict[str, ModuleType]:
    signals = {f"EXAM_ATTEMPT_{name}": EventSignal(name, sent) for name in EVENTS}
    kinds = {"UserPersonalData": UserPersonalData, "UserData": UserData, "ExamAttemptData": ExamAttemptData}
    return {
        "openedx_events": _module("openedx_events"),
        "openedx_events.learning": _module("openedx_events.learning"),
        "openedx_events.learning.signals": _module("openedx_events.learning.signals", **signals),
        "openedx_events.learning.data": _module("openedx_events.learning.data", **kinds),
    }


def reference_package(signal: Signal) -> dict[str, ModuleType]:
    return {
        "edx_proctoring": _module("edx_proctoring"),
        "edx_proctoring.runtime": _module("edx_proctoring.runtime", get_runtime_service={}.get),
        "edx_proctoring.signals": _module("edx_proctoring.signals", exam_attempt_status_signal=signal),
    }


def installed(monkeypatch, modules: dict[str, ModuleType]) -> None:
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    module.__dict__.update(members)
    return module
