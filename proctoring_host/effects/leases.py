"""Leases: which process is running an effect, and whether that process is still there."""

import hashlib
import os
import platform
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path

# Tells this process from an earlier one with the same number, which is common in containers.
_OURSELVES = uuid.uuid4().hex[:6]


@cache
def host_mark() -> str:
    """Names the machine, its boot and its process numbering: elsewhere the same number is another process."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def new_token() -> str:
    """Fits `Effect.lease_token`: host, process, process start, and something random."""
    return f"{host_mark()}.{os.getpid()}.{_OURSELVES}.{uuid.uuid4().hex[:8]}"


def holder_is_dead(token: str) -> bool:
    """True only when the process that took the lease is surely gone; other machines' leases have to lapse."""
    host, _, rest = token.partition(".")
    pid, _, rest = rest.partition(".")
    if host != host_mark() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return rest.partition(".")[0] != _OURSELVES
    return not _process_exists(int(pid))


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
