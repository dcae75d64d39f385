"""An account, a vendor at the other end of a socket, and registrations; nothing of the plugin is patched."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import requests
from proctoring_software_secure.backend import SoftwareSecure
from proctoring_software_secure.options import SoftwareSecureOptions

from proctoring_host import Services
from proctoring_host.data import AttemptData, ExamData, ExamKind, Learner, Registration, Status

CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
NOW = datetime(2015, 7, 15, 5, 11, 31, tzinfo=UTC)
LOCATOR = b'{"ssiRecordLocator": "LOCATOR-1"}'
SECRETS = {
    "crypto_key": "123456789123456712345678",
    "secret_key": "the-secret-of-the-signature",
    "video_review_aes_key": "000102030405060708090a0b0c0d0e0f",
    "review_callback_secret": "the-secret-of-the-callback",
}


def make_options(**changes):
    given = {
        "exam_register_endpoint": "http://vendor.example/register",
        "exam_sponsor": "The Sponsor",
        "organization": "The Organization",
        "secret_key_id": "key-id",
        "software_download_url": "https://vendor.example/download",
        "crypto_key": SECRETS["crypto_key"],
        "secret_key": SECRETS["secret_key"],
    }
    return SoftwareSecureOptions(**{**given, **changes})


def make_exam(**changes):
    given = {
        "id": 42,
        "course_id": "course-v1:Org+Course+Run",
        "content_id": "block-v1:Org+Course+Run+type@sequential+block@exam",
        "exam_name": "Midterm",
        "time_limit_mins": 90,
        "is_proctored": True,
        "is_practice_exam": False,
        "is_active": True,
        "hide_after_due": False,
        "backend": "software_secure",
    }
    return ExamData(**{**given, **changes})


def make_attempt(**changes):
    given = {
        "id": 7,
        "code": CODE,
        "status": Status.STARTED,
        "exam": make_exam(),
        "kind": ExamKind.PROCTORED,
        "backend": "software_secure",
        "pseudonym": "someone",
    }
    return AttemptData(**{**given, **changes})


def make_registration(exam_name="Midterm", full_name="Ada King Lovelace", email="ada@learner.example", **changes):
    code = changes.get("attempt_code", CODE)
    given = {
        "exam": make_exam(exam_name=exam_name),
        "attempt_code": CODE,
        "learner": Learner(pseudonym="someone", full_name=full_name, email=email),
        "time_limit_mins": 90,
        "is_sample_attempt": False,
        "requested_at": NOW,
        "platform_url": "https://platform.example",
        "launch_url": f"https://platform.example/api/edx_proctoring/proctoring_launch_callback/start_exam/{code}",
        "review_policy": "Closed Book",
    }
    return Registration(**{**given, **changes})


def make_backend(name="software_secure", *, now=NOW, **changes):
    services = Services(clock=lambda: now, new_id=lambda: "id", http=requests.Session)
    return SoftwareSecure(name, make_options(**changes), services)


@dataclass
class Captured:
    """One request, as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """A server that knows HTTP only as far as it has to: it keeps what it gets and does what it is told."""

    reply: Callable[[socket.socket], None] = field(default=lambda connection: None)
    captured: list[Captured] = field(default_factory=list)
    listens: bool = True

    def __post_init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/register"
        self.answers(LOCATOR)
        threading.Thread(target=self._serve, daemon=True).start()

    def answers(self, content, status="200 OK", headers=()):
        head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *headers))
        message = f"{head}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content
        self.reply = lambda connection: connection.sendall(message)

    def drips(self, head, piece, seconds):
        def reply(connection):
            connection.sendall(head)
            while True:
                connection.sendall(piece)
                time.sleep(seconds)

        self.reply = reply

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
                if self.listens:
                    self._capture(connection)
                self.reply(connection)
            except OSError:
                return

    def _hang_up(self):
        raise ConnectionError("the other end is gone")

    def close(self):
        # Closing alone does not wake a thread that waits in accept().
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

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


@pytest.fixture
def wire():
    server = Wire()
    yield server
    server.close()


@pytest.fixture
def make():
    """The makers of this module, by name: `make.backend(...)`."""

    class Makers:
        options = staticmethod(make_options)
        exam = staticmethod(make_exam)
        attempt = staticmethod(make_attempt)
        registration = staticmethod(make_registration)
        backend = staticmethod(make_backend)
        code = CODE
        now = NOW
        secrets = SECRETS

    return Makers
