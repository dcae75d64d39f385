"""Processes that are started together and stopped together: server, worker, a vendor's simulator."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

GRACE_SECONDS = 10.0
PAUSE_SECONDS = 0.1


class ProcessEnded(Exception):
    """A process that should run has ended; `output` is the last it wrote, where that was kept."""

    def __init__(self, name: str, code: int, output: str = "") -> None:
        super().__init__(f"{name} ended with code {code}.")
        self.name = name
        self.code = code
        self.output = output


class Stopped(Exception):
    """Somebody asked this process to end: Ctrl-C or SIGTERM."""


@dataclass(slots=True)
class Processes:
    """Children in this process's own group: whoever kills the group leaves none behind, and all of them take Ctrl-C."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: dict[str, Path] = field(default_factory=dict)

    def start(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        """What the process writes goes to `log`, or where this process writes to."""
        out = log.open("ab") if log else None
        try:
            self.running[name] = subprocess.Popen(  # noqa: S603  our own commands, no shell
                command, env={**os.environ, **(env or {})}, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        finally:
            if out:
                out.close()
        if log:
            self.logs[name] = log

    def check(self) -> None:
        """Raises `ProcessEnded` for the first one that no longer runs."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                raise ProcessEnded(name, code, self.last_output(name))

    def last_output(self, name: str, lines: int = 15) -> str:
        log = self.logs.get(name)
        if log is None or not log.exists():
            return ""
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def wait(self) -> NoReturn:
        """Until one of them ends (`ProcessEnded`) or this process is asked to end (`Stopped`)."""
        while True:
            self.check()
            time.sleep(PAUSE_SECONDS)

    def wait_for_port(self, name: str, host: str, port: int, seconds: float = 60.0) -> None:
        """Until the process answers on the port; raises `ProcessEnded` when it ended and `TimeoutError` after that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.check()
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"{name} does not answer on {host}:{port} after {seconds:.0f} seconds.")

    def stop(self, name: str) -> None:
        process = self.running.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        """The last started first."""
        for name in reversed(list(self.running)):
            self.stop(name)


@contextmanager
def together() -> Iterator[Processes]:
    """Processes that are stopped at the end of the block; SIGTERM and Ctrl-C raise `Stopped` within it."""
    processes = Processes()
    earlier = {number: signal.signal(number, _raise_stopped) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield processes
    finally:
        for number in earlier:
            # A second Ctrl-C while stopping must not leave a child behind.
            signal.signal(number, signal.SIG_IGN)
        processes.stop_all()
        for number, handler in earlier.items():
            signal.signal(number, handler)


def proctoring(*arguments: str) -> list[str]:
    """The command line of one of our own commands, with the Python that runs now."""
    return [sys.executable, "-m", "proctoring_host.standalone", *arguments]


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped
