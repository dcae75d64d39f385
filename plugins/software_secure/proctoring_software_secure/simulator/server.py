"""The simulator as a server of its own, in threads of this process."""

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from proctoring_software_secure.simulator.account import Account
from proctoring_software_secure.simulator.app import REGISTER_PATH, App
from proctoring_software_secure.simulator.control import fault_of
from proctoring_software_secure.simulator.records import Records
from proctoring_software_secure.simulator.reviewing import review_order
from proctoring_software_secure.simulator.state_file import StateFile
from proctoring_software_secure.simulator.vendor import Vendor

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


class Simulator:
    """Listens as soon as it is made; answers between `start` and `stop`.

    `port` 0 takes a free one. The methods do what the addresses below `/control` do; they raise `OrderInvalid`
    and `AttemptUnknown`.

    With `state_file` it knows the attempts of the last time; `problem` says what was wrong with a file that it set
    aside. Raises `StateUnusable` for one that can be neither read nor replaced.
    """

    def __init__(
        self,
        account: Account,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_locator: Callable[[], str] = lambda: secrets.token_hex(12).upper(),
        state_file: Path | str | None = None,
    ) -> None:
        keeper = StateFile(Path(state_file)) if state_file else None
        self.vendor = Vendor(account, Records(clock, new_locator, keeper), clock)
        self.problem = self.vendor.records.problem
        self._server = make_server(host, port, App(self.vendor), _Server, _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://{host}:{self._server.server_port}"
        self.register_url = self.url + REGISTER_PATH
        self.download_url = self.url + "/download"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop taking calls and end every wait; reviews that were still to be sent are not sent."""
        self.vendor.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def state(self) -> dict[str, Any]:
        """Everything seen: `attempts`, `requests` and the present `fault`."""
        return self.vendor.records.state()

    def fault(self, kind: str, *, times: int = 1, seconds: float | None = None) -> None:
        """Let the next registrations go wrong; an empty kind ends it."""
        self.vendor.records.set_fault(fault_of({"fault": kind, "times": times, "seconds": seconds}))

    def review(self, exam_code: str, status: str, **order: Any) -> dict[str, Any]:
        """Post a review; `order` has the keys of `POST /control/review`."""
        return self.vendor.review(exam_code, review_order({**order, "status": status}))

    def launch(self, exam_code: str) -> dict[str, Any]:
        """Open the launch link as the secure browser: the platform's `status`, `location` and `cookies`."""
        return self.vendor.launch(exam_code)


@contextmanager
def running_simulator(account: Account, **options: Any) -> Iterator[Simulator]:
    """A simulator on a free port of loopback, as long as the block lasts; `options` are those of `Simulator`."""
    simulator = Simulator(account, **options)
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.stop()


class _Server(ThreadingMixIn, WSGIServer):
    # A caller that keeps its connection open without a word must not keep us from stopping.
    daemon_threads = True
    # A whole class begins its exam within the same second.
    request_queue_size = 128


class _Handler(WSGIRequestHandler):
    timeout = 30

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "simulator.drop": self._drop}

    def log_message(self, format: str, *args: Any) -> None:
        logger.debug("simulator %s", format % args)

    def _drop(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
