"""The vendor, a process of its own: `python -m benchmarks.exam_day.vendor FILE` with its order as JSON in the file.

It speaks both contracts: the REST one below /api and /oauth2, the one of the secure browser at /register. What a
learner's software and the day's director ask for stands below /software and /control; only an outage spoils that.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.exam_day.callbacks import Post
from benchmarks.exam_day.chances import Chances, Fault, OutOfOrder, fault, is_down
from benchmarks.exam_day.vendor_records import Records, Registered
from benchmarks.exam_day.wire import LOOPBACK

Handler = Callable[[dict[str, Any], list[str]], "dict[str, Any] | None"]
VERDICTS = ("passed", "passed", "passed", "violation", "suspicious")


class Vendor:
    """What it does when asked; None as an answer is 404."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self.order = order
        self.chances = Chances(f"vendor {order['seed']}")
        self.records = Records()
        self.begun = time.monotonic()
        self.calm = threading.Event()
        self.post = Post(order, self.records, self.chances, self.down)

    def down(self) -> bool:
        if self.calm.is_set():
            return False
        seconds = time.monotonic() - self.begun
        return is_down(seconds, self.order["outage_every"], self.order["outage_seconds"], self.order["seed"])

    def fault(self) -> Fault:
        if self.down():
            return Fault.DOWN
        return Fault.NONE if self.calm.is_set() else fault(self.chances, self.order["fails"], self.order["hangs"])

    def handler(self, method: str, path: str) -> tuple[Handler, list[str]] | None:
        parts = [unquote(part) for part in path.partition("?")[0].strip("/").split("/")]
        for verb, shape, found in self._routes():
            if verb == method and _fits(shape, parts):
                return found, [part for word, part in zip(shape, parts, strict=True) if word == "*"]
        return None

    def _routes(self) -> list[tuple[str, list[str], Handler]]:
        listed: dict[str, Handler] = {
            "POST oauth2/access_token": self._token,
            "GET api/v1/config": self._config,
            "POST api/v1/exam": self._exam,
            "POST api/v1/exam/*": self._exam,
            "GET api/v1/exam/*": lambda body, parts: {"rules": {}},
            "POST api/v1/exam/*/attempt": self._attempt,
            "GET api/v1/exam/*/attempt/*": self._steps,
            "PATCH api/v1/exam/*/attempt/*": self._notice,
            "POST register": self._secure_attempt,
            "POST software/open": self._open,
            "POST software/close": self._close,
            "POST control/calm": self._calm,
            "GET control/record": lambda body, parts: self.records.as_json(),
            "GET control/idle": lambda body, parts: {"idle": self.post.is_idle()},
        }
        return [(key.split()[0], key.split()[1].split("/"), handler) for key, handler in listed.items()]

    def _token(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        return {"access_token": "token-of-the-day", "token_type": "JWT", "expires_in": 3600}

    def _config(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        return {"name": "The day's vendor", "download_url": "http://127.0.0.1/software", "instructions": ["Open it."]}

    def _exam(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        return {"id": self.records.exam(body["id"])}

    def _attempt(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        return {"id": self._registered(body["idempotency_key"], "rest").id}

    def _secure_attempt(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        return {"ssiRecordLocator": self._registered(body["examCode"], "software_secure").id}

    def _registered(self, code: str, kind: str) -> Registered:
        """The code of the platform names an attempt: asked again, the vendor answers with what it has."""
        attempt = self.records.register(code, kind, self._plan(kind))
        if attempt.out_of_order == OutOfOrder.READY_FIRST and attempt.registrations == 1:
            self.post.send_now(attempt, "ready")
        return attempt

    def _plan(self, kind: str) -> tuple[str, OutOfOrder]:
        """The verdict, and what will come out of order."""
        kinds = [each.value for each in OutOfOrder if each is not OutOfOrder.NONE]
        odd = kind == "rest" and self.chances.share(self.order["out_of_order"])
        return self.chances.one_of(*VERDICTS), OutOfOrder(self.chances.one_of(*kinds)) if odd else OutOfOrder.NONE

    def _steps(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any] | None:
        found = self.records.attempt(parts[1])
        return {"status": found.status, "instructions": [], "download_url": ""} if found else None

    def _notice(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any] | None:
        attempt = self.records.attempt(parts[1])
        if attempt is None:
            return None
        self.records.notice(attempt, body["status"])
        if body["status"] == "submitted":
            self.post.review(attempt)
        return {"status": body["status"]}

    def _open(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any] | None:
        """A learner has opened the vendor's software, and after a while is set up."""
        attempt = self.records.attempt(body["id"])
        if attempt is None:
            return None
        self.post.send(attempt, "ready")
        return {}

    def _close(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any] | None:
        """The recording has ended. Without notices from the platform this is when the review begins."""
        attempt = self.records.attempt(body["id"])
        if attempt is None:
            return None
        if attempt.kind == "software_secure" or attempt.out_of_order == OutOfOrder.REVIEW_FIRST:
            self.post.review(attempt)
        return {}

    def _calm(self, body: dict[str, Any], parts: list[str]) -> dict[str, Any]:
        self.calm.set()
        return {}


def _fits(shape: list[str], parts: list[str]) -> bool:
    fitting = (word in ("*", part) for word, part in zip(shape, parts, strict=False))
    return len(shape) == len(parts) and all(fitting)


class _Request(BaseHTTPRequestHandler):
    server: "_Server"
    timeout = 30

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def _serve(self) -> None:
        vendor, body = self.server.vendor, self._body()
        found = vendor.handler(self.command, self.path)
        is_call = self.path.startswith(("/api", "/oauth2", "/register"))
        spoilt = vendor.fault() if is_call else Fault.NONE
        if not is_call and vendor.down() and not self.path.startswith("/control"):
            spoilt = Fault.DOWN
        vendor.records.count(spoilt if is_call else "software")
        if spoilt is Fault.DOWN:
            return
        if spoilt is Fault.REFUSED:
            self._answer(500, {"error": "The vendor has a problem."})
            return
        answer = found[0](body, found[1]) if found else None
        if spoilt in (Fault.LOST, Fault.LATE):
            vendor.records.lose(answer or {})
        if spoilt is Fault.LATE:
            time.sleep(vendor.order["hang_seconds"])
        if spoilt is not Fault.LOST:
            self._answer(200 if answer is not None else 404, answer if answer is not None else {})

    def _body(self) -> dict[str, Any]:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(content)
        except ValueError:
            body = {}
        return {**body, "idempotency_key": self.headers.get("Idempotency-Key", "")}

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        try:
            text = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:
            return  # who asked has gone

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the record holds what counts."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, vendor: Vendor) -> None:
        super().__init__((LOOPBACK, port), _Request)
        self.vendor = vendor

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed is no news; anything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    _Server(given["port"], Vendor(given)).serve_forever()
