"""A backend, the simulator it talks to, and a server that misbehaves on the wire; nothing of the plugin is patched."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import requests
from proctoring_rest_backend.backend import RestBackend
from proctoring_rest_backend.options import RestOptions
from proctoring_rest_backend.simulator import VendorAccount, running_simulator

from proctoring_host import Services
from proctoring_host.data import Actor, AttemptChange, AttemptData, ExamData, ExamKind, Learner, Registration, Status

CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
COURSE = "course-v1:Org+Course/é+Run"
CLIENT_ID = "client 1/ü"
CLIENT_SECRET = "the secret of the client, which is long enough"
TOKEN = "the-access-token-of-the-wire"
SECRETS = (CLIENT_SECRET, TOKEN, "Lovelace", "ada@learner", "the%20secret", "the+secret")
GOOD_TOKEN = f'{{"access_token": "{TOKEN}", "expires_in": 300}}'.encode()


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def make_options(**changes):
    given = {"base_url": "http://vendor.example", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return RestOptions(**{**given, **changes})


def make_backend(cls=RestBackend, *, name="rest", clock=None, **changes):
    services = Services(clock=clock or (lambda: NOW), new_id=lambda: "id-1", http=requests.Session)
    given = {"base_url": "http://vendor.example", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return cls(name, cls.Options(**{**given, **changes}), services)


def make_exam(**changes):
    given = {
        "id": 42,
        "course_id": COURSE,
        "content_id": "block-v1:Org+Course+Run+type@sequential+block@exam",
        "exam_name": "Midterm <2> 日本",
        "time_limit_mins": 90,
        "is_proctored": True,
        "is_practice_exam": False,
        "is_active": True,
        "hide_after_due": False,
        "backend": "rest",
    }
    return ExamData(**{**given, **changes})


def make_attempt(**changes):
    given = {
        "id": 7,
        "code": CODE,
        "status": Status.CREATED,
        "exam": make_exam(external_id="exam/1"),
        "kind": ExamKind.PROCTORED,
        "backend": "rest",
        "pseudonym": "someone",
        "external_id": "attempt 1",
    }
    return AttemptData(**{**given, **changes})


def make_registration(**changes):
    given = {
        "exam": make_exam(external_id="exam/1"),
        "attempt_code": CODE,
        "learner": Learner(pseudonym="someone", full_name="Ada King Lovelace", email="ada@learner.example"),
        "time_limit_mins": 90,
        "is_sample_attempt": False,
        "requested_at": NOW,
        "platform_url": "https://platform.example",
        "launch_url": "https://platform.example/start",
        "review_policy": "Closed Book",
    }
    return Registration(**{**given, **changes})


def make_change(to_status, **attempt):
    return AttemptChange(
        attempt=make_attempt(status=to_status, **attempt),
        from_status=None,
        to_status=to_status,
        actor=Actor.LEARNER,
        changed_at=NOW,
    )


@dataclass
class Captured:
    """One request, as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """A server that knows HTTP only as far as it has to; a call for a token is answered unless told otherwise."""

    reply: Callable[[socket.socket], None] = field(default=lambda connection: None)
    token_reply: Callable[[socket.socket], None] | None = None
    captured: list[Captured] = field(default_factory=list)

    def __post_init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.answers(b"{}")
        self.gives_token()
        threading.Thread(target=self._serve, daemon=True).start()

    def answers(self, content, status="200 OK", headers=()):
        self.reply = _sender(content, status, headers)

    def gives_token(self, content=GOOD_TOKEN, status="200 OK"):
        self.token_reply = _sender(content, status, ())

    def drips(self, head, piece, seconds):
        def reply(connection):
            connection.sendall(head)
            while True:
                connection.sendall(piece)
                time.sleep(seconds)

        self.reply = reply

    def calls(self, path):
        return [one for one in self.captured if path in one.line]

    def close(self):
        # Closing alone does not wake a thread that waits in accept().
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection):
        with connection:
            try:
                captured = self._capture(connection)
                (self.token_reply if "access_token" in captured.line else self.reply)(connection)
            except OSError:
                return

    def _hang_up(self):
        raise ConnectionError("the other end is gone")

    def _capture(self, connection):
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(4096) or self._hang_up()
        head, body = received.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += connection.recv(4096) or self._hang_up()
        line, *headers = head.decode().split("\r\n")
        self.captured.append(Captured(line, dict(header.split(": ", 1) for header in headers), body))
        return self.captured[-1]


def _sender(content, status, headers):
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *headers))
    message = f"{head}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content
    return lambda connection: connection.sendall(message)


@pytest.fixture
def wire():
    server = Wire()
    yield server
    server.close()


@pytest.fixture
def simulator():
    with running_simulator(VendorAccount(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)) as running:
        yield running


@pytest.fixture
def backend(simulator):
    return make_backend(base_url=simulator.url + "/")


@pytest.fixture
def make():
    """The makers of this module, by name: `make.backend(...)`."""

    class Makers:
        options = staticmethod(make_options)
        exam = staticmethod(make_exam)
        attempt = staticmethod(make_attempt)
        registration = staticmethod(make_registration)
        backend = staticmethod(make_backend)
        change = staticmethod(make_change)
        clock = Clock
        code = CODE
        now = NOW
        client_id = CLIENT_ID
        client_secret = CLIENT_SECRET
        secrets = SECRETS
        token = TOKEN

    return Makers
