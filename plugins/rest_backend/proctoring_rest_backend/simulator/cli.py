"""`proctoring rest-vendor-simulator`: a vendor on this machine, until Ctrl-C."""

import argparse
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from proctoring_rest_backend.simulator.credentials import AccountProblem, VendorAccount, read_account
from proctoring_rest_backend.simulator.server import LOOPBACK, running_simulator

PASSWORD_VARIABLE = "REST_VENDOR_PASSWORD"  # noqa: S105  the variable's name


class Output(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class SimulatorCommand:
    """Credentials come from `lms.auth.json`, as the platform's do; options replace them one by one."""

    HELP = "Play a vendor of the REST kind on this machine: take registrations, send ready messages and reviews."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default=LOOPBACK, help="address to listen on (default: loopback only)")
        parser.add_argument("--port", type=int, default=8410, help="port to listen on; 0 takes a free one")
        parser.add_argument("--platform", default="", help="site that is told things (default: the attempt's lms_host)")
        parser.add_argument(
            "--config", default="", help="folder with lms.auth.json (default: PROCTORING_CONFIG_DIR, else here)"
        )
        parser.add_argument("--backend", default="rest", help="whose entry of PROCTORING_BACKENDS to read")
        parser.add_argument("--client-id", default="", help="instead of the configured one")
        parser.add_argument("--client-secret", default="", help="instead of the configured one")
        parser.add_argument("--user", default="", help="the vendor's service user, a member of <backend>_review")
        parser.add_argument("--password", default="", help=f"its password (default: {PASSWORD_VARIABLE})")

    def handle(self, options: Mapping[str, Any], stdout: Output) -> int:
        try:
            account = _account(options)
            with running_simulator(account, host=options["host"], port=options["port"]) as simulator:
                stdout.write(f"REST vendor simulator at {simulator.url}/ (Ctrl-C stops it)\n")
                stdout.write(f"  base_url  {simulator.url}\n")
                stdout.flush()
                _wait_for_the_end()
        except AccountProblem as problem:
            stdout.write(f"{problem}\n")
            return 1
        except OSError as error:
            stdout.write(f"Cannot listen on {options['host']}:{options['port']}: {error.strerror}.\n")
            return 1
        stdout.write("The simulator has stopped.\n")
        return 0


def _account(options: Mapping[str, Any]) -> VendorAccount:
    folder = Path(options["config"] or os.environ.get("PROCTORING_CONFIG_DIR") or ".")
    return read_account(
        folder,
        options["backend"],
        platform_url=options["platform"],
        client_id=options["client_id"],
        client_secret=options["client_secret"],
        user=options["user"],
        password=options["password"] or os.environ.get(PASSWORD_VARIABLE, ""),
    )


def _wait_for_the_end() -> None:
    """Until Ctrl-C or a polite kill; the signal handlers of before are put back."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ended.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


command = SimulatorCommand()
