"""One call to one backend: guarded, checked, and with errors that tell no secrets."""

import logging
import uuid
from collections.abc import Callable
from typing import TypeVar

from proctoring_host.backend import Capability
from proctoring_host.data import Failure, Stage
from proctoring_host.errors import BackendError, CapabilityMissing, ProctoringError
from proctoring_host.observing import observers
from proctoring_host.registry.core import Registry
from proctoring_host.registry.guard import PluginRaised, describe, guarded, place, raised_by
from proctoring_host.registry.results import Unusable
from proctoring_host.registry.state import get_registry

logger = logging.getLogger(__name__)
T = TypeVar("T")


def ask(
    name: str,
    hook: str,
    check: Callable[[object], T],
    *,
    capability: Capability | None = None,
    **arguments: object,
) -> T:
    """Call `hook` on the backend `name` and check the answer.

    Raises `BackendUnavailable` for a stand-in, `CapabilityMissing` where the backend never promised the hook,
    whatever of our own errors the backend raises, and `BackendError` with a reference into the log for the rest.
    """
    registry = get_registry()
    built = registry.built(name)
    if capability is not None and capability not in built.capabilities:
        raise CapabilityMissing(f"The backend {name} has no capability {capability}.", backend=name)
    try:
        with observers.call(name, hook):
            return guarded(lambda: check(registry.caller(name, hook)(**arguments)))
    except PluginRaised as raised:
        if isinstance(raised.error, ProctoringError):
            _log_own(name, hook, raised.error)
            raise raised.error from None
        raise _failed(registry, name, hook, raised.error, subject(arguments)) from None


def implements(name: str, hook: str) -> bool:
    """Whether the backend answers this hook; raises `BackendUnavailable` for a stand-in."""
    return hook in get_registry().built(name).hooks


def subject(arguments: dict[str, object]) -> str:
    """The code of the attempt a call is about, if it is about one."""
    for value in arguments.values():
        for holder in (value, getattr(value, "attempt", None)):
            code = getattr(holder, "attempt_code", None) or getattr(holder, "code", None)
            if isinstance(code, str):
                return code
    return ""


def failure_in_call(registry: Registry, plugin: str, hook: str, error: BaseException) -> Failure:
    """The record of a call that went wrong. It holds no message of the exception, which may quote a learner."""
    what = str(error) if isinstance(error, Unusable) else f"{type(error).__name__} at {place(error)}"
    return Failure(
        plugin=plugin,
        distribution=registry.distribution_of(plugin),
        stage=Stage.CALL,
        error=f"{hook}: {what}",
        hint="The log has the traceback. This is a fault of the plugin: tell its makers.",
    )


def _failed(registry: Registry, name: str, hook: str, error: BaseException, attempt: str) -> BackendError:
    reference = uuid.uuid4().hex[:8]
    plugin = raised_by(error, registry.manager.functions(hook)) or name
    # Two configured names may share one class, and its functions do not know which of them was called.
    plugin = name if registry.is_backend(plugin) else plugin
    registry.note_failure(failure_in_call(registry, plugin, hook, error), error=error, reference=reference)
    about = f" for attempt {attempt}" if attempt else ""
    detail = f"The proctoring backend {name} failed in {hook}{about}. The log has more under reference {reference}."
    # An answer that breaks the contract would break it again, and the vendor would be called for nothing.
    return BackendError(detail, backend=name, final=isinstance(error, Unusable))


def _log_own(name: str, hook: str, error: ProctoringError) -> None:
    logger.info("backend=%s hook=%s error=%s", name, hook, describe(error))
