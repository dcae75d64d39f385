"""The steps of the check, in their order. No database is touched."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from proctoring_host import conf
from proctoring_host.data import CheckMessage, Failure
from proctoring_host.errors import ProctoringError
from proctoring_host.management.backend_check.line import Line
from proctoring_host.management.backend_check.practice import steps_of_practice
from proctoring_host.management.backend_check.steps import Outcome, Step, failed, of_message
from proctoring_host.registry import BackendHandle, Candidate, Registry, calls, using_registry
from proctoring_host.registry.addressed import implements


def examine(name: str, *, live: bool, practice: bool, installed: Iterable[Candidate] | None = None) -> Iterator[Step]:
    """Step by step, so that a slow vendor is seen to be asked. What comes later is skipped where it could not work.

    `installed` stands in for the entry points of this Python, for tests.
    """
    line = Line()
    registry = Registry.load(conf.get(), installed=installed, services=line.services)
    with using_registry(registry):
        handle = registry.backend(name)
        if handle.failure is not None:
            yield _not_available(handle.failure)
            return
        yield Step(name="options", outcome=Outcome.OK, text=f"{name} ({handle.distribution}) is loaded and configured.")
        told, problem = _asked(name, live=False)
        yield from (of_message("options", message) for message in told)
        yield from problem
        if live:
            yield from _live(handle, line, told, practice=practice)
        else:
            text = "The vendor was not called; --live does that."
            yield Step(name="vendor", outcome=Outcome.SKIPPED, text=text)


def _live(handle: BackendHandle, line: Line, told: tuple[CheckMessage, ...], *, practice: bool) -> Iterator[Step]:
    reached = _vendor(handle.name, told)
    yield from reached
    if not practice:
        yield Step(name="register", outcome=Outcome.SKIPPED, text="No practice attempt was asked for.")
    elif failed(reached):
        text = "No practice attempt was made, as the vendor cannot be used yet."
        yield Step(name="register", outcome=Outcome.SKIPPED, text=text)
    else:
        yield from steps_of_practice(handle)
    yield line.of_clock()


def _not_available(failure: Failure) -> Step:
    text = f"At the stage {failure.stage}: {failure.error}"
    return Step(name="options", outcome=Outcome.ERROR, text=text, hint=failure.hint)


def _vendor(name: str, told: tuple[CheckMessage, ...]) -> list[Step]:
    """What the backend says of address and credentials; what it says of its configuration was told before."""
    if not implements(name, "check"):
        text = "The backend has no hook check, so only a registration can tell whether the vendor answers."
        return [Step(name="vendor", outcome=Outcome.SKIPPED, text=text)]
    begun = time.monotonic()
    messages, problem = _asked(name, live=True)
    found = [of_message("vendor", message) for message in messages if message not in told]
    return [*found, *(replace(step, name="vendor") for step in problem)] or [_answered(begun)]


def _asked(name: str, *, live: bool) -> tuple[tuple[CheckMessage, ...], list[Step]]:
    try:
        return calls.check(name, live=live), []
    except ProctoringError as error:
        return (), [Step(name="options", outcome=Outcome.ERROR, text=error.detail)]


def _answered(begun: float) -> Step:
    seconds = round(time.monotonic() - begun, 2)
    text = "The backend's own check found nothing wrong."
    return Step(name="vendor", outcome=Outcome.OK, text=text, seconds=seconds)
