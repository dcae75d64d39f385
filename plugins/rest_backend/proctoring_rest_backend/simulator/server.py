"""The simulator as a server of its own, in threads of this process."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from proctoring_rest_backend.simulator.app import App
from proctoring_rest_backend.simulator.contract import Contract
from proctoring_rest_backend.simulator.control import Control
from proctoring_rest_backend.simulator.credentials import VendorAccount
from proctoring_rest_backend.simulator.platform import Platform
from proctoring_rest_backend.simulator.records import Records

LOOPBACK = "127.0.0.1"


class Simulator:
    """Listens as soon as it is made; answers between `start` and `stop`.

    `port` 0 takes a free one; `url` is the backend's `base_url`. The methods do what the addresses below `/control`
    do, and raise `Refused`.
    """

    def __init__(
        self,
        account: VendorAccount,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        records = Records(clock, new_id)
        self._platform = Platform(account)
        self._control = Control(records, self._platform)
        self._stopping = threading.Event()
        app = App(records, Contract(account, records), self._control, self._stopping)
        self._server = make_server(host, port, app, _Server, _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://{host}:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop taking calls and end every wait."""
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._platform.close()

    def state(self) -> dict[str, Any]:
        """Everything seen: `exams`, `attempts`, `profiles`, `requests`, and the present `fault` and `onboarding`."""
        return self._control.state()

    def fault(self, kind: str, *, times: int = 1, seconds: float | None = None, token: bool = False) -> None:
        """Let the next calls go wrong; an empty kind ends it."""
        self._control.fault({"fault": kind, "times": times, "seconds": seconds, "token": token})

    def onboarding(self, refuse: str = "", **profile: str) -> None:
        """Refuse further attempts with this word, or set the `status` of a `user_id`."""
        self._control.onboarding({"refuse": refuse, **profile})

    def ready(self, attempt: str, **order: Any) -> dict[str, Any]:
        return self._control.ready({**order, "attempt": attempt})

    def review(self, attempt: str, status: str, **order: Any) -> dict[str, Any]:
        """Send a review; `order` has the keys of `POST /control/review`."""
        return self._control.review({**order, "attempt": attempt, "status": status})


@contextmanager
def running_simulator(account: VendorAccount, **options: Any) -> Iterator[Simulator]:
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
    request_queue_size = 128


class _Handler(WSGIRequestHandler):
    timeout = 30

    def get_environ(self) -> dict[str, Any]:
        path = self.path.partition("?")[0]
        return {**super().get_environ(), "simulator.drop": self._drop, "simulator.path": path}

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the lines would hold tokens and pseudonyms. `/control/state` shows the calls."""

    def _drop(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
