"""What went wrong with plugins: kept, logged, and told to the plugins that want to know."""

import logging
import threading

from proctoring_host.data import Failure
from proctoring_host.registry.guard import PluginRaised, describe, guarded, trace
from proctoring_host.registry.manager import Implementation, Manager

logger = logging.getLogger(__name__)

HOOK = "plugin_failed"
KEPT = 200


class FailureLog:
    """Keeps each distinct failure once, so that a vendor that fails every minute fills neither memory nor listings.

    Every occurrence is logged. The hook `plugin_failed` is called by hand rather than by pluggy's `call_historic`,
    which stops at the first plugin that raises; a plugin that comes later hears of the earlier failures all the same.
    """

    def __init__(self, manager: Manager, backends: frozenset[str]) -> None:
        self._manager = manager
        self._backends = backends
        self._lock = threading.Lock()
        self._kept: dict[Failure, None] = {}

    def all(self) -> tuple[Failure, ...]:
        with self._lock:
            return tuple(self._kept)

    def note(self, failure: Failure, *, error: BaseException | None = None, reference: str = "") -> Failure:
        """Log a failure; keep it and tell of it when it is a new one."""
        logger.error(
            "plugin=%s distribution=%s stage=%s error=%s hint=%s reference=%s%s",
            failure.plugin,
            failure.distribution,
            failure.stage.value,
            failure.error,
            failure.hint,
            reference,
            f"\n{trace(error)}" if error is not None else "",
        )
        if self._keep(failure):
            for implementation in list(self._manager.implementations(HOOK)):
                self._tell(implementation, failure)
        return failure

    def tell_earlier(self, plugin: str) -> None:
        """Let a plugin that was registered just now hear of everything before it."""
        for implementation in list(self._manager.implementations(HOOK)):
            if implementation.plugin == plugin:
                for failure in self.all():
                    self._tell(implementation, failure)

    def _keep(self, failure: Failure) -> bool:
        with self._lock:
            if failure in self._kept or len(self._kept) >= KEPT:
                return False
            self._kept[failure] = None
            return True

    def _tell(self, implementation: Implementation, failure: Failure) -> None:
        if implementation.plugin in self._backends and implementation.plugin != failure.plugin:
            return
        try:
            guarded(lambda: implementation(failure=failure))
        except PluginRaised as raised:
            # Telling of this one too could go on for ever.
            logger.error(
                "plugin=%s hook=%s error=%s\n%s",
                implementation.plugin,
                HOOK,
                describe(raised.error),
                trace(raised.error),
            )
