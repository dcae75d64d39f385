"""Whether code reaches out of its process: Python reports connections, new processes and new threads itself."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

REACHING_OUT = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
        "os.system",
        "os.fork",
        "os.posix_spawn",
        "_thread.start_new_thread",
    }
)
SERVER_THREAD = "the suite's vendor"
# An audit hook stays for the life of the process, so there is one, and it looks whether it is wanted.
_local = threading.local()
_hooked: list[bool] = []


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collects what this thread does of `REACHING_OUT` within the block."""
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hook)
    seen: list[str] = []
    before = set(threading.enumerate())
    _local.seen = seen
    try:
        yield seen
    finally:
        _local.seen = None
        # Before Python 3.12 nobody reports threads.
        new = {thread.name for thread in threading.enumerate() if thread not in before} - {SERVER_THREAD}
        seen.extend(f"a thread that stays: {name}" for name in sorted(new))


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in REACHING_OUT and (seen := getattr(_local, "seen", None)) is not None:
        seen.append(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What the import of a module did; `error` is its traceback where it failed."""

    events: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()
    error: str = ""


_SCRIPT = """
import importlib, json, sys, traceback
name, paths, wanted = json.loads(sys.argv[1])
sys.path[:] = paths
seen, error = [], ""
sys.addaudithook(lambda event, arguments: seen.append(event) if event in wanted else None)
try:
    importlib.import_module(name)
except BaseException:
    error = traceback.format_exc()
print("\\n" + json.dumps([seen, sorted(sys.modules), error]))
"""


@cache
def fresh_import(module: str) -> Imported:
    """Import a module in a new process that knows no settings and no tests."""
    given = json.dumps([module, sys.path, sorted(REACHING_OUT)])
    environment = {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", _SCRIPT, given]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)  # noqa: S603
    if ran.returncode:
        return Imported(error=f"the process ended with {ran.returncode}: {ran.stderr[-2000:]}")
    events, modules, error = json.loads(ran.stdout.splitlines()[-1])
    return Imported(events=tuple(events), modules=frozenset(modules), error=error)
