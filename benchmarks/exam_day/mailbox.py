"""A mail server that takes everything and remembers the Message-ID of each message, every time it gets it."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.exam_day.wire import LOOPBACK

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Conversation)
        self.received: list[str] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, message: bytes) -> None:
        found = MESSAGE_ID.search(message)
        with self.lock:
            self.received.append(found[1].decode() if found else "")


class _Conversation(socketserver.StreamRequestHandler):
    """A message counts once its final dot has come, which is when a server answers for it."""

    server: Mailbox

    def handle(self) -> None:
        try:
            self._say(220)
            while line := self.rfile.readline():
                if not self._answered(line.split(b" ")[0].strip().upper()):
                    return
        except OSError:
            return  # the other side was killed in the middle

    def _answered(self, word: bytes) -> bool:
        if word == b"DATA":
            self._say(354)
            return self._took_message()
        self._say(221 if word == b"QUIT" else 250)
        return word != b"QUIT"

    def _took_message(self) -> bool:
        lines: list[bytes] = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                self.server.take(b"".join(lines))
                self._say(250)
                return True
            lines.append(line)
        return False

    def _say(self, code: int) -> None:
        self.wfile.write(b"%d ok\r\n" % code)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    server = Mailbox()
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
